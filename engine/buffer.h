#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <type_traits>

namespace rheo {

/// Sum over elements of their mixed bits, each with its position: part of state_hash.
template <class T>
std::uint64_t hash_bits(std::uint64_t key, const T* data, std::size_t n) noexcept;

/// An aligned array of numbers with a name: the only way in which parts of a running network see
/// each other's numbers. Zeroed; large ones ask for huge pages.
class Buffer {
 public:
  enum class Type { float64, float32, int32 };
  Buffer(std::string name, Type type, std::size_t size);

  template <class T>
  static constexpr Type type_of() noexcept {
    if constexpr (std::is_same_v<T, double>) return Type::float64;
    if constexpr (std::is_same_v<T, float>) return Type::float32;
    if constexpr (std::is_same_v<T, std::int32_t>) return Type::int32;
  }

  const std::string& name() const noexcept { return name_; }
  Type type() const noexcept { return type_; }
  std::size_t size() const noexcept { return size_; }
  std::size_t item_bytes() const noexcept { return type_ == Type::float64 ? 8 : 4; }
  void* at(std::size_t i) noexcept { return data_.get() + i * item_bytes(); }

  /// The elements; T must be the type that the buffer was made with.
  template <class T>
  T* as() noexcept {
    return reinterpret_cast<T*>(data_.get());
  }
  template <class T>
  const T* as() const noexcept {
    return reinterpret_cast<const T*>(data_.get());
  }
  double number(std::size_t i) const noexcept;
  void set(std::size_t i, double value) noexcept;
  /// hash_bits of the elements, keyed by the name.
  std::uint64_t hash() const noexcept;

 private:
  struct Free {
    void operator()(std::byte* p) const noexcept;
  };
  std::string name_;
  Type type_;
  std::size_t size_;
  std::unique_ptr<std::byte[], Free> data_;
};

}  // namespace rheo
