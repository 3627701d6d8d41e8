#include "synapses/linear_filter.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/math.h"
#include "engine/text.h"
#include "synapses/state_space.h"
#include "synapses/synapse_base.h"

namespace rheo {
namespace {

const Declaration& declared() {
  static const Declaration declaration = linear_filter_declaration();
  return declaration;
}

enum class Method { discrete, hold, bilinear };

struct Transfer {
  std::vector<double> num;  // (order + 1), highest power first
  std::vector<double> den;  // (order + 1), den[0] = 1
  Method method = Method::hold;
  double alpha = 0.5;  // of Method::bilinear
};

ConfigError wrong(const std::string& parameter, std::string what, std::string rule,
                  std::string remedy = "") {
  return ConfigError({Problem{.path = "linear_filter." + parameter,
                              .what = std::move(what),
                              .rule = std::move(rule),
                              .remedy = std::move(remedy),
                              .where = {}}});
}

std::vector<double> coefficients_of(const ModelSpec& spec, const std::string& name) {
  const Value& value = spec.parameters.at(name);
  if (const double* number = std::get_if<double>(&value)) return {*number};
  const Array* list = std::get_if<Array>(&value);
  if (list == nullptr || list->shape.size() > 1 || list->data.empty()) {
    throw wrong(name, "is not a list of numbers", "coefficients, the highest power first");
  }
  return list->data;
}

void strip_zeros(std::vector<double>& polynomial, double below) {
  const auto first = std::find_if(polynomial.begin(), polynomial.end() - 1,
                                  [&](double c) { return std::fabs(c) > below; });
  polynomial.erase(polynomial.begin(), first);
}

void read_method(const ModelSpec& spec, Transfer& out) {
  const std::string& method = spec.word("method");
  const double alpha = spec.number("alpha");
  if (spec.word("discrete") == "true") {
    out.method = Method::discrete;
    if (method == "zoh") return;
    throw wrong("method", "is " + method + " for a filter that is discrete already",
                "`method` makes a continuous filter discrete", "leave out one of the two");
  }
  if (method != "gbt" && alpha != 0.5) {
    throw wrong("alpha", "is given with method: " + method, "only gbt has an alpha",
                "leave alpha out, or use method: gbt");
  }
  out.method = method == "zoh" ? Method::hold : Method::bilinear;
  out.alpha = method == "euler" ? 0 : method == "backward_diff" ? 1 : alpha;
}

/// As given, divided by the first coefficient of den.
Transfer read_transfer(const ModelSpec& spec) {
  constexpr double kNothing = 1e-14;  // leading coefficients of num below this are rounding errors
  Transfer out;
  out.num = coefficients_of(spec, "num");
  out.den = coefficients_of(spec, "den");
  strip_zeros(out.den, 0);
  const double first = out.den[0];
  if (first == 0) {
    throw wrong("den", "has no coefficient other than 0", "den(s) must not vanish");
  }
  for (double& c : out.num)
    c /= first;
  for (double& c : out.den)
    c /= first;
  for (const std::vector<double>* all : {&out.num, &out.den}) {
    const bool finite =
        std::all_of(all->begin(), all->end(), [](double c) { return std::isfinite(c); });
    if (!finite) throw wrong("den", "overflows when divided by its first coefficient", "");
  }
  strip_zeros(out.num, kNothing);
  if (out.num.size() > out.den.size()) {
    throw wrong("num",
                "has the degree " + std::to_string(out.num.size() - 1) + ", den only " +
                    std::to_string(out.den.size() - 1),
                "a filter must not look ahead: the degree of num is at most that of den",
                "the highest power stands first in both lists");
  }
  if (out.den.size() - 1 > kMaxOrder) {
    throw wrong("den", "has the degree " + std::to_string(out.den.size() - 1),
                "at most " + std::to_string(kMaxOrder), "split the filter into several");
  }
  out.num.insert(out.num.begin(), out.den.size() - out.num.size(), 0.0);
  read_method(spec, out);
  return out;
}

/// Moduli of the poles of the filter in discrete time, the largest first.
std::vector<double> pole_moduli(const Transfer& f, double dt) {
  std::vector<double> moduli;
  for (const std::complex<double> s : roots(f.den)) {
    std::complex<double> z = s;
    if (f.method == Method::hold) z = math::exp(s.real() * dt);
    if (f.method == Method::bilinear) {
      z = (1.0 + (1 - f.alpha) * dt * s) / (1.0 - f.alpha * dt * s);
    }
    moduli.push_back(std::sqrt(z.real() * z.real() + z.imag() * z.imag()));
  }
  std::sort(moduli.rbegin(), moduli.rend());
  return moduli;
}

/// How far beyond 1 a computed modulus may lie: m equal poles are known to the m-th root of the
/// rounding error only, and integrators lie on the circle itself.
double modulus_tolerance(std::size_t order) {
  constexpr double kRounding = 4e-16;
  return std::min(1e-4, 4 * math::pow(kRounding, 1 / static_cast<double>(order)));
}

class LinearFilter : public SynapseBase {
 public:
  explicit LinearFilter(Transfer transfer)
      : SynapseBase(declared(), Recurrence::linear), transfer_(std::move(transfer)) {}

  std::size_t n_states(double) const override { return transfer_.den.size(); }
  std::vector<double> coefficients(double dt) const override {
    const StateSpace f = discrete(dt).value_or(StateSpace{});
    std::vector<double> all = f.A;
    all.insert(all.end(), f.B.begin(), f.B.end());
    all.insert(all.end(), f.C.begin(), f.C.end());
    all.push_back(f.D);
    return all;
  }
  std::vector<Problem> check(double dt) const override;

 private:
  std::optional<StateSpace> discrete(double dt) const {
    const bool discrete = transfer_.method == Method::discrete;
    const double unit = discrete ? 1 : rate_unit(transfer_.den, 1 / dt);
    const StateSpace form = controller_form(transfer_.num, transfer_.den, unit);
    if (discrete) return form;
    if (transfer_.method == Method::hold) return zero_order_hold(form, dt);
    return bilinear_transform(form, dt, transfer_.alpha);
  }

  Transfer transfer_;
};

std::vector<Problem> LinearFilter::check(double dt) const {
  const std::vector<double> moduli = pole_moduli(transfer_, dt);
  std::string outside;
  for (const double modulus : moduli) {
    if (modulus <= 1 + modulus_tolerance(moduli.size())) break;
    outside += (outside.empty() ? "" : ", ") + number_text(modulus);
  }
  if (outside.empty()) return {};
  const bool coarse = transfer_.method == Method::bilinear && transfer_.alpha < 0.5;
  return {{.path = "linear_filter.den",
           .what = "gives poles outside of the unit circle: |z| = " + outside,
           .rule = "an unstable filter grows without bound; integrators, |z| = 1, are allowed",
           .remedy = coarse ? "use method: zoh or a smaller dt, or check the signs of den"
                            : "check the signs and the order of den",
           .where = {}}};
}

ParameterDeclaration polynomial(const char* name, const char* sentence) {
  ParameterDeclaration p;
  p.name = name;
  p.forms = kNumber | kList;
  p.sentence = sentence;
  return p;
}

}  // namespace

Declaration linear_filter_declaration() {
  Declaration d;
  d.kind = ModelKind::synapse;
  d.name = "linear_filter";
  d.summary = "Any linear filter, from its transfer function.";
  d.equations = {"y = num(s) / den(s) u, made discrete by `method`",
                 "D = 0: X = A X + B u, y = C X", "D /= 0: y = C X + D u, X = A X + B u"};
  d.parameters.push_back(
      polynomial("num", "Numerator in s (1/s), the coefficient of the highest power first."));
  d.parameters.push_back(
      polynomial("den", "Denominator in s (1/s), the coefficient of the highest power first."));
  ParameterDeclaration& method = d.parameters.emplace_back();
  method.name = "method";
  method.forms = kWord;
  method.words = {"zoh", "gbt", "bilinear", "euler", "backward_diff"};
  method.fallback = std::string("zoh");
  method.sentence =
      "How it is made discrete: with the input held over each step, by the generalised bilinear "
      "transform, or by its cases alpha = 1/2, 0, 1.";
  ParameterDeclaration& alpha = d.parameters.emplace_back();
  alpha.name = "alpha";
  alpha.fallback = 0.5;
  alpha.range = {.low = 0, .high = 1};
  alpha.sentence = "Weight of the end of the step in method gbt.";
  ParameterDeclaration& discrete = d.parameters.emplace_back();
  discrete.name = "discrete";
  discrete.forms = kWord;
  discrete.words = {"true", "false"};
  discrete.fallback = std::string("false");
  discrete.sentence = "Whether num and den are polynomials in z already.";
  return d;
}

std::shared_ptr<const SynapseModel> make_linear_filter(const ModelSpec& spec) {
  return std::make_shared<LinearFilter>(read_transfer(spec));
}

}  // namespace rheo
