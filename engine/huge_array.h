#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>
#include <type_traits>
#include <vector>

namespace rheo {

/// Memory for `bytes`, not zeroed, aligned to a cache line; a large piece asks for huge pages,
/// without which scattered access waits for address translation. To be freed with std::free.
inline void* allocate_huge(std::size_t bytes) {
  constexpr std::size_t kHuge = std::size_t{1} << 21;
  const std::size_t alignment = bytes < kHuge ? 64 : kHuge;
  const std::size_t whole = (bytes + alignment - 1) / alignment * alignment;
  void* data = std::aligned_alloc(alignment, whole);
  if (data == nullptr) throw std::bad_alloc();
  if (alignment == kHuge) madvise(data, whole, MADV_HUGEPAGE);
  return data;
}

/// For vectors whose elements are visited here and there.
template <class T>
struct HugeAllocator {
  using value_type = T;
  HugeAllocator() = default;
  template <class U>
  HugeAllocator(const HugeAllocator<U>& /*other*/) noexcept {}
  T* allocate(std::size_t n) { return static_cast<T*>(allocate_huge(n * sizeof(T))); }
  void deallocate(T* p, std::size_t /*n*/) noexcept { std::free(p); }
  friend bool operator==(const HugeAllocator&, const HugeAllocator&) noexcept { return true; }
};
template <class T>
using HugeVector = std::vector<T, HugeAllocator<T>>;

/// An array of plain numbers in such memory, not zeroed: its pages belong to the thread that writes
/// them first.
template <class T>
class HugeArray {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  HugeArray() = default;
  explicit HugeArray(std::size_t size) : size_(size) {
    if (size != 0) data_.reset(static_cast<T*>(allocate_huge(size * sizeof(T))));
  }

  std::size_t size() const noexcept { return size_; }
  T* data() noexcept { return data_.get(); }
  const T* data() const noexcept { return data_.get(); }
  T& operator[](std::size_t i) noexcept { return data_.get()[i]; }
  const T& operator[](std::size_t i) const noexcept { return data_.get()[i]; }

 private:
  struct Free {
    void operator()(T* p) const noexcept { std::free(p); }
  };
  std::size_t size_ = 0;
  std::unique_ptr<T[], Free> data_;
};

}  // namespace rheo
