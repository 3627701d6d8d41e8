#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/declaration.h"
#include "engine/isa.h"

namespace rheo {

/// Neurons whose activity a rule reads, through the synapse that its parameter names. Such a filter
/// has no lag: in step n the rule sees y[n], which includes u[n].
struct RuleActivity {
  enum class Of { pre, post };
  Of of = Of::pre;
  std::string synapse;  // a parameter of the rule
};

/// One use of a rule: its sizes. Rows are targets, columns are sources.
struct RuleShape {
  double dt = 1e-3;           // s
  std::size_t n_columns = 0;  // weights: neurons of the source; encoders: dimensions
  std::size_t n_rows = 0;     // weights: targets; encoders: neurons
};

/// What a rule sees of some rows at the end of a step, and where it leaves its change. Row i and
/// column j of the matrix W change by
///   delta[i, j] = row[i] column[j] - decay[i] W[i, j]
/// at the beginning of the next step. `column` is the first activity, unless the rule makes one of
/// its own or learns encoders (then it is the represented value).
struct RuleRows {
  RuleShape shape;
  std::size_t n = 0;                        // rows of this part
  const double* input = nullptr;            // error: (n); signal: (1)
  const double* const* activity = nullptr;  // (n_activities): pre (n_columns), post (n)
  const double* column = nullptr;           // (n_columns)
  const double* scale = nullptr;            // (n) gain / radius; encoders only
  double* row = nullptr;                    // (n) out
  double* decay = nullptr;                  // (n) out; only if the rule decays
};

/// Columns first ... first + n - 1 of a rule that makes its column from a state between pairs of
/// sources.
struct RuleColumns {
  RuleShape shape;
  Isa isa = Isa::baseline;
  std::size_t first = 0;
  std::size_t n = 0;
  const double* activity = nullptr;  // (n_columns) the first one
  double* column = nullptr;          // (n_columns)
  double* state = nullptr;           // (state_size)
};

/// How a connection learns: reads the end of step n and leaves a change for step n + 1. Constant;
/// the engine holds what evolves, always in double precision.
class LearningRule {
 public:
  enum class Learns { weights, encoders };   // encoders: those of the target, scaled
  enum class Input { none, error, signal };  // error: a value for each row; signal: 1 + a number

  virtual ~LearningRule() = default;
  virtual const Declaration& declaration() const noexcept = 0;
  virtual Learns learns() const noexcept { return Learns::weights; }
  virtual Input input() const noexcept = 0;
  virtual std::vector<RuleActivity> activities() const = 0;
  virtual bool decays() const noexcept { return false; }
  /// Fills row and decay for one part.
  virtual void rows(const RuleRows& part) const noexcept = 0;

  /// A state of its own, from which `make_column` makes the column: 0: none.
  virtual std::size_t state_size(const RuleShape&) const noexcept { return 0; }
  virtual void reset(const RuleShape&, double*) const noexcept {}  // (state_size)
  /// At the end of a step: this part of the column. Reads all of the state.
  virtual void make_column(const RuleColumns&) const noexcept {}
  /// At the beginning of the next step: the part of the state that belongs to these columns.
  virtual void change_state(const RuleColumns&) const noexcept {}
};

/// Rules that may change one matrix.
inline constexpr std::size_t kMaxRules = 16;

/// Steps in which a rule is at work: first <= n <= last.
struct LearningTime {
  std::int64_t first = 1;
  std::int64_t last = std::numeric_limits<std::int64_t>::max();
  bool contains(std::int64_t n) const noexcept { return n >= first && n <= last; }
};

}  // namespace rheo
