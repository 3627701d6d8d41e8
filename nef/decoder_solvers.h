#pragma once

#include <memory>

#include "engine/decoder_solver.h"
#include "engine/value.h"
#include "nef/solvers.h"

namespace rheo {

// The solvers of network files; formulas in nef/solvers.h. All threads, and as much memory as
// kActivityMemory for activities: beyond that they are computed anew in every pass.

Declaration lstsq_l2_declaration();
Declaration lstsq_l2nz_declaration();
Declaration lstsq_declaration();
Declaration lstsq_noise_declaration();
Declaration lstsq_mult_noise_declaration();
Declaration nnls_declaration();
Declaration nnls_l2_declaration();

std::shared_ptr<const DecoderSolver> make_lstsq_l2(const ModelSpec& spec);
std::shared_ptr<const DecoderSolver> make_lstsq_l2nz(const ModelSpec& spec);
std::shared_ptr<const DecoderSolver> make_lstsq(const ModelSpec& spec);
std::shared_ptr<const DecoderSolver> make_lstsq_noise(const ModelSpec& spec);
std::shared_ptr<const DecoderSolver> make_lstsq_mult_noise(const ModelSpec& spec);
std::shared_ptr<const DecoderSolver> make_nnls(const ModelSpec& spec);
std::shared_ptr<const DecoderSolver> make_nnls_l2(const ModelSpec& spec);

/// The same problem as solvers.h has it, which refers to `problem` as long as it lives.
DecodingTask decoding_task(const DecodingProblem& problem);

inline constexpr std::size_t kActivityMemory = std::size_t{4} << 30;  // bytes

}  // namespace rheo
