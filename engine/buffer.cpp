#include "engine/buffer.h"

#include <cstdlib>
#include <cstring>
#include <utility>

#include "engine/hash.h"
#include "engine/huge_array.h"

namespace rheo {
namespace {
constexpr std::size_t kCacheLine = 64;
}  // namespace

void Buffer::Free::operator()(std::byte* p) const noexcept {
  std::free(p);
}

Buffer::Buffer(std::string name, Type type, std::size_t size)
    : name_(std::move(name)), type_(type), size_(size) {
  // Whole vectors may be read past the last element, so the end is padded by a cache line.
  const std::size_t bytes = size * item_bytes() + kCacheLine;
  data_.reset(static_cast<std::byte*>(allocate_huge(bytes)));
  std::memset(data_.get(), 0, bytes);
}

double Buffer::number(std::size_t i) const noexcept {
  switch (type_) {
    case Type::float64:
      return as<double>()[i];
    case Type::float32:
      return static_cast<double>(as<float>()[i]);
    case Type::int32:
      return static_cast<double>(as<std::int32_t>()[i]);
  }
  return 0;
}

void Buffer::set(std::size_t i, double value) noexcept {
  switch (type_) {
    case Type::float64:
      as<double>()[i] = value;
      break;
    case Type::float32:
      as<float>()[i] = static_cast<float>(value);
      break;
    case Type::int32:
      as<std::int32_t>()[i] = static_cast<std::int32_t>(value);
      break;
  }
}

std::uint64_t Buffer::hash() const noexcept {
  const std::uint64_t key = hash_text(name_);
  switch (type_) {
    case Type::float64:
      return hash_bits(key, as<double>(), size_);
    case Type::float32:
      return hash_bits(key, as<float>(), size_);
    case Type::int32:
      return hash_bits(key, as<std::int32_t>(), size_);
  }
  return 0;
}

template <class T>
std::uint64_t hash_bits(std::uint64_t key, const T* data, std::size_t n) noexcept {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, &data[i], sizeof(T));
    sum += mix64(mix64(key + i) ^ bits);
  }
  return sum;
}

template std::uint64_t hash_bits(std::uint64_t, const double*, std::size_t) noexcept;
template std::uint64_t hash_bits(std::uint64_t, const float*, std::size_t) noexcept;
template std::uint64_t hash_bits(std::uint64_t, const std::int32_t*, std::size_t) noexcept;

}  // namespace rheo
