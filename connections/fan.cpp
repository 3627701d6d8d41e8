#include "connections/fan.h"

#include <algorithm>

namespace rheo {

Fan::Fan(const DrawKey& key, std::size_t n, std::size_t degree, bool multapses)
    : key_(bulk_key(key)),
      isa_(select_isa()),
      bound_(static_cast<std::uint32_t>(n)),
      degree_(degree),
      multapses_(multapses),
      distinct_(multapses ? 0 : n) {}

const std::vector<std::uint32_t>& Fan::draw(std::uint32_t x,
                                            const std::vector<std::uint32_t>& refused) {
  if (!multapses_) {
    for (const std::uint32_t r : refused)
      distinct_.refuse(r);
    draw_first(x, std::min<std::size_t>(degree_, bound_ - degree_));
    return distinct_.draw(bound_, degree_, [&](std::size_t element, std::uint16_t retry) {
      return retry == 0 && element < first_.size() ? first_[element] : again(x, element, retry);
    });
  }
  draw_first(x, degree_);
  if (refused.empty()) return first_;
  for (std::size_t element = 0; element < degree_; ++element) {
    std::uint16_t retry = 0;
    while (std::find(refused.begin(), refused.end(), first_[element]) != refused.end())
      first_[element] = again(x, element, ++retry);
  }
  return first_;
}

void Fan::draw_first(std::uint32_t x, std::size_t n) {
  first_.resize(n);
  if (n > 0) draw_indices(key_, {.c1 = x}, isa_, bound_, n, first_.data());
}

std::uint32_t Fan::again(std::uint32_t x, std::size_t element, std::uint16_t retry) const {
  const auto e = static_cast<std::uint32_t>(element);
  const std::uint32_t c3 = std::uint32_t{retry} << 16;
  if (bound_ <= kShortIndex)
    return index_from_word(bulk_words(key_, e / 4, x, 0, c3)[e % 4], bound_);
  const auto words = bulk_words(key_, e / 2, x, 0, c3);
  const std::uint64_t upper = words[2 * (e % 2) + 1];
  return static_cast<std::uint32_t>(index_from_long_word(upper << 32 | words[2 * (e % 2)], bound_));
}

}  // namespace rheo
