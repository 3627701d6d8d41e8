#include "apps/catalog.h"

#include "inputs/array.h"
#include "inputs/constant.h"
#include "inputs/expression.h"
#include "inputs/piecewise.h"
#include "inputs/ramp.h"
#include "inputs/sine.h"
#include "synapses/alpha.h"
#include "synapses/lowpass.h"

namespace rheo {

// One line each: what is listed here exists.
Catalog make_catalog() {
  Catalog catalog;

  catalog.synapses.add(lowpass_declaration(), make_lowpass);
  catalog.synapses.add(alpha_declaration(), make_alpha);

  catalog.inputs.add(constant_declaration(), make_constant);
  catalog.inputs.add(piecewise_declaration(), make_piecewise);
  catalog.inputs.add(ramp_declaration(), make_ramp);
  catalog.inputs.add(sine_declaration(), make_sine);
  catalog.inputs.add(array_declaration(), make_array);
  catalog.inputs.add(expression_declaration(), make_expression);

  return catalog;
}

}  // namespace rheo
