#pragma once

#include <istream>

#include "engine/value.h"

namespace rheo {

/// A table of numbers as text (rows, columns): one row a line, cells between commas, semicolons or
/// tabs; empty lines and lines that begin with # are passed over, and so is a first line of column
/// names. Throws ArrayFileError, which names the line.
Array read_csv(std::istream& stream);

}  // namespace rheo
