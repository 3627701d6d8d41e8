#include <algorithm>
#include <bit>
#include <cstring>
#include <type_traits>
#include <utility>

#include "io/array_file.h"
#include "io/npy_header.h"

static_assert(std::endian::native == std::endian::little, "npy is read as little endian");

namespace rheo {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20U;  // bytes read at a time
constexpr std::size_t kMaxHeader = std::size_t{1} << 16U;
constexpr std::size_t kMaxAxes = 8;

[[noreturn]] void truncated() {
  throw ArrayFileError("it is truncated", "the data must be as long as its shape says",
                       "save or copy the file again");
}

void read_all(const ReadBytes& read, char* to, std::size_t n) {
  if (read(to, n) != n) truncated();
}

/// Element k of the stream goes to position `next()` of the result.
class Order {
 public:
  Order(const std::vector<std::size_t>& shape, bool fortran)
      : shape_(shape), index_(shape.size(), 0), stride_(shape.size(), 1) {
    fortran_ = fortran && shape.size() > 1;
    for (std::size_t d = shape.size(); d-- > 1;)
      stride_[d - 1] = stride_[d] * shape[d];
  }
  std::size_t next() {
    const std::size_t here = at_;
    if (!fortran_) {
      ++at_;
      return here;
    }
    for (std::size_t d = 0; d < shape_.size(); ++d) {
      at_ += stride_[d];
      if (++index_[d] < shape_[d]) break;
      at_ -= stride_[d] * shape_[d];
      index_[d] = 0;
    }
    return here;
  }

 private:
  const std::vector<std::size_t>& shape_;
  std::vector<std::size_t> index_;
  std::vector<std::size_t> stride_;
  std::size_t at_ = 0;
  bool fortran_ = false;
};

template <class T>
void read_numbers(const ReadBytes& read, std::size_t count, Order order,
                  std::vector<double>& data) {
  std::vector<char> chunk(std::min(kChunk, count * sizeof(T)));
  const std::size_t per_chunk = kChunk / sizeof(T);
  for (std::size_t done = 0; done < count;) {
    const std::size_t n = std::min(per_chunk, count - done);
    read_all(read, chunk.data(), n * sizeof(T));
    for (std::size_t i = 0; i < n; ++i) {
      T value;
      std::memcpy(&value, chunk.data() + i * sizeof(T), sizeof(T));
      const auto number = static_cast<double>(value);
      if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
        constexpr T kLargest = T{1} << 53U;
        if (value > kLargest || (std::is_signed_v<T> && value < T{0} - kLargest)) {
          throw ArrayFileError("it holds the integer " + std::to_string(value),
                               "integers must be exact as doubles: at most 2^53", "");
        }
      }
      data[order.next()] = number;
    }
    done += n;
  }
}

using Reader = void (*)(const ReadBytes&, std::size_t, Order, std::vector<double>&);

struct ElementType {
  std::string_view code;  // without the byte order
  std::size_t bytes;
  Reader read;
};
constexpr ElementType kTypes[] = {
    {"f8", 8, read_numbers<double>},        {"f4", 4, read_numbers<float>},
    {"i8", 8, read_numbers<std::int64_t>},  {"i4", 4, read_numbers<std::int32_t>},
    {"i2", 2, read_numbers<std::int16_t>},  {"i1", 1, read_numbers<std::int8_t>},
    {"u8", 8, read_numbers<std::uint64_t>}, {"u4", 4, read_numbers<std::uint32_t>},
    {"u2", 2, read_numbers<std::uint16_t>}, {"u1", 1, read_numbers<std::uint8_t>}};

const ElementType& element_type(const std::string& descr) {
  const std::string rule = "element types are f4, f8, i1 to i8 and u1 to u8, little endian";
  if (descr.find('O') != std::string::npos) {
    throw ArrayFileError("it holds Python objects (a pickle)", rule,
                         "save it with array.astype(float)");
  }
  if (descr.size() > 1 && descr[0] == '>' && descr != ">i1" && descr != ">u1") {
    throw ArrayFileError("it is big endian (" + descr + ")", rule,
                         "save it with array.astype('<f8')");
  }
  for (const ElementType& type : kTypes) {
    const bool order = descr.size() == 3 && (descr[0] == '<' || descr[0] == '|');
    if (order && descr.substr(1) == type.code) return type;
  }
  throw ArrayFileError("its element type is " + descr, rule, "save it with array.astype(float)");
}

std::uint64_t element_count(const std::vector<std::size_t>& shape) {
  if (shape.size() > kMaxAxes) {
    throw ArrayFileError("it has " + std::to_string(shape.size()) + " dimensions",
                         "at most " + std::to_string(kMaxAxes));
  }
  std::uint64_t count = 1;
  for (std::size_t n : shape) {
    if (n == 0) return 0;
  }
  for (std::size_t n : shape) {
    if (n > kMaxArrayBytes / sizeof(double) / count) {
      throw ArrayFileError("its shape " + shape_text(shape) + " is too large",
                           "an array takes at most 2 GiB as doubles", "");
    }
    count *= n;
  }
  return count;
}

std::size_t header_bytes(const ReadBytes& read, std::uint64_t total, std::uint64_t& used) {
  unsigned char head[12];
  const std::string rule = "an .npy file, or an .npz file of such";
  if (total < 10) throw ArrayFileError("it is too short to be an array", rule);
  read_all(read, reinterpret_cast<char*>(head), 8);
  if (std::memcmp(head, "\x93NUMPY", 6) != 0) throw ArrayFileError("it is not an array", rule);
  const unsigned version = head[6];
  if (version < 1 || version > 3) {
    throw ArrayFileError("its format version is " + std::to_string(version),
                         "versions 1 to 3 are known");
  }
  const std::size_t width = version == 1 ? 2 : 4;
  read_all(read, reinterpret_cast<char*>(head + 8), width);
  std::size_t length = 0;
  for (std::size_t i = width; i-- > 0;)
    length = (length << 8U) | head[8 + i];
  used = 8 + width + length;
  if (length > kMaxHeader) throw ArrayFileError("its header is too long", "at most 64 KiB");
  if (used > total) truncated();
  return length;
}

}  // namespace

Array parse_npy(const ReadBytes& read, std::uint64_t total) {
  std::uint64_t used = 0;
  std::string text(header_bytes(read, total, used), '\0');
  read_all(read, text.data(), text.size());
  NpyHeader header = parse_npy_header(text);
  const ElementType& type = element_type(header.descr);
  const std::uint64_t count = element_count(header.shape);
  const std::uint64_t there = total - used;
  if (count * type.bytes > there) truncated();
  if (count * type.bytes < there) {
    throw ArrayFileError(
        "its shape " + shape_text(header.shape) + " needs " + std::to_string(count * type.bytes) +
            " bytes, but there are " + std::to_string(there),
        "the data must be as long as its shape says", "save the array again with numpy");
  }
  Array array;
  array.data.resize(count);
  array.shape = std::move(header.shape);
  type.read(read, count, Order(array.shape, header.fortran_order), array.data);
  return array;
}

}  // namespace rheo
