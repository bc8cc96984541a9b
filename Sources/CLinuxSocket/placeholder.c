#include "CLinuxSocket.h"
