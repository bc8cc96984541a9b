#include "CCaseSchema.h"
