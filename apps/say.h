#pragma once

#include <cstdio>
#include <string_view>

namespace rheo {

/// Writes a message at once. One that finds no way out (a full disk behind 2>) is lost: it must not
/// end a run. (fmt::print throws there.)
inline void say(std::FILE* stream, std::string_view text) noexcept {
  std::fwrite(text.data(), 1, text.size(), stream);
  std::fflush(stream);
}

}  // namespace rheo
