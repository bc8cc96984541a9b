// placeholder, replaced by scan.c and arena.c
#include "casewire_bridge.h"
