#pragma once

#include "engine/catalog.h"

namespace rheo {

/// Everything that a network file can name.
Catalog make_catalog();

}  // namespace rheo
