#pragma once

namespace rheo {

/// The whole of `rheo`: reads the arguments, does what they say, reports errors on stderr. Returns
/// the exit code.
int run_command_line(int argc, const char* const* argv);

}  // namespace rheo
