#include "inputs/random_input.h"

#include <cmath>
#include <utility>

#include "engine/text.h"

namespace rheo {

ConfigError wrong_input(const ModelSpec& spec, const std::string& parameter, std::string what,
                        std::string rule, std::string remedy) {
  return ConfigError({Problem{.path = spec.model + "." + parameter,
                              .what = std::move(what),
                              .rule = std::move(rule),
                              .remedy = std::move(remedy),
                              .where = {}}});
}

std::size_t elements_of(const ModelSpec& spec, const InputContext& context) {
  const double size = spec.number("size");
  if (size != std::floor(size)) {
    throw wrong_input(spec, "size", "is " + number_text(size), "a whole number of elements");
  }
  return context.size > 0 ? context.size : static_cast<std::size_t>(size);
}

DrawKey draw_key_of(const ModelSpec& spec, const InputContext& context) {
  const double* seed = std::get_if<double>(&spec.parameters.at("seed"));
  if (seed == nullptr) return draw_key(context.seed, "input", context.name, spec.model);
  if (*seed != std::floor(*seed)) {
    throw wrong_input(spec, "seed", "is " + number_text(*seed), "a whole number");
  }
  return draw_key(static_cast<std::uint64_t>(*seed), "seeded input", "", spec.model);
}

void add_random_parameters(Declaration& declaration) {
  ParameterDeclaration& size = declaration.parameters.emplace_back();
  size.name = "size";
  size.fallback = 1.0;
  size.range = {.low = 1, .high = 1e8};
  size.sentence = "Number of elements, each with a signal of its own.";
  ParameterDeclaration& seed = declaration.parameters.emplace_back();
  seed.name = "seed";
  seed.fallback = std::string("auto");
  seed.forms = kNumber | kWord;
  seed.words = {"auto"};
  seed.range = {.low = 0, .high = 9007199254740992.0};
  seed.sentence = "Seed of its own; auto: from the network's seed and the name of the input.";
}

}  // namespace rheo
