#pragma once

#include <string>

#include "engine/declaration.h"

namespace rheo {

/// What a model says of itself, for people: summary, equations, parameters, states.
std::string model_text(const Declaration& declaration);

/// "neuron model", "synapse", "input", "probe", "rate filter".
std::string kind_title(ModelKind kind);

/// How a default is written: "0.02 s", "[1, 2]", "repeat", "uniform [0, 1)"; "required" for none.
std::string default_text(const ParameterDeclaration& parameter);

/// "number | list | distribution".
std::string forms_text(const ParameterDeclaration& parameter);

}  // namespace rheo
