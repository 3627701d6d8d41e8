#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

namespace rheo {

/// One mistake in what the user gave. `path` is the place in the network file, keys joined by
/// dots and list positions in brackets: "populations.a.tau_ref", "connections.c.weights[3]".
struct Problem {
  std::string path;
  std::string what;    // what is wrong, with the value
  std::string rule;    // what holds instead; may be empty
  std::string remedy;  // what to change; may be empty
  std::string where;   // "file:line:column", filled in by io; may be empty

  /// "file:3:5: populations.a.tau_rf: unknown parameter of lif; did you mean tau_ref?"
  std::string text() const;
};

/// All mistakes found in a network, a flag or an input file. Exit code 2.
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const noexcept { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// A number that is no longer finite: where ("population a, neuron 3"), in which step, and the
/// value of the input current, stimulus or node there. Exit code 3.
class NumericalError : public std::runtime_error {
 public:
  NumericalError(const std::string& where, std::int64_t step, double value);
};

/// An output that cannot be written. Exit code 4.
class OutputError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace rheo
