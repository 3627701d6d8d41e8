#include <doctest/doctest.h>

#include <cstdlib>
#include <string>

#include "engine/error.h"
#include "engine/isa.h"

using namespace rheo;

namespace {

/// Sets RHEO_ISA for a scope.
class IsaVariable {
 public:
  explicit IsaVariable(const char* value) {
    const char* before = std::getenv("RHEO_ISA");
    had_ = before != nullptr;
    if (had_) before_ = before;
    setenv("RHEO_ISA", value, 1);
  }
  ~IsaVariable() {
    if (had_) {
      setenv("RHEO_ISA", before_.c_str(), 1);
    } else {
      unsetenv("RHEO_ISA");
    }
  }
  IsaVariable(const IsaVariable&) = delete;
  IsaVariable& operator=(const IsaVariable&) = delete;

 private:
  bool had_ = false;
  std::string before_;
};

}  // namespace

TEST_CASE("RHEO_ISA names the instruction set") {
  for (Isa isa : {Isa::baseline, Isa::avx2, Isa::avx512}) {
    const IsaVariable variable(std::string(isa_name(isa)).c_str());
    if (isa_available(isa)) {
      CHECK(select_isa() == isa);
    } else {
      CHECK_THROWS_AS(select_isa(), ConfigError);
    }
  }
  CHECK(isa_available(Isa::baseline));
}

TEST_CASE("without it the best one is taken; an unknown name is an error") {
  {
    const IsaVariable variable("");
    const Isa best = select_isa();
    CHECK(isa_available(best));
    CHECK((best == Isa::avx512 || !isa_available(Isa::avx512)));
  }
  const IsaVariable variable("sse9");
  CHECK_THROWS_AS(select_isa(), ConfigError);
}

TEST_CASE("a kernel table is indexed by instruction set") {
  constexpr KernelTable<int> kTable = {{1, 2, 3}};
  CHECK(kTable[Isa::baseline] == 1);
  CHECK(kTable[Isa::avx2] == 2);
  CHECK(kTable[Isa::avx512] == 3);
}
