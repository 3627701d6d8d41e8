#pragma once

#include <cstddef>
#include <vector>

#include "engine/random.h"

namespace rheo {

/// Where points are wanted: on the unit sphere |x| = 1, or in the unit ball |x| <= 1.
enum class Region { sphere, ball };

/// `n` points (n, dimensions), row-major, spread more evenly than chance would: a sequence of low
/// discrepancy in the cube (additive recurrence of the generalised golden ratio, Roberts 2018; on
/// the line equal distances), with a random offset, mapped to the region by the exact inverse of
/// the distribution of each spherical angle (Fang and Wang 1994), rotated at random and shuffled.
/// All randomness is a function of `key`.
///
/// One dimension: the sphere is {-1, 1}, of each half of the points (one more of either if n is
/// odd); the ball is [-1, 1]. Beyond 64 dimensions the points are those of uniform_points.
std::vector<double> scattered_points(std::size_t n, std::size_t dimensions, Region region,
                                     const DrawKey& key);

/// `n` independent points (n, dimensions), uniform on the region.
std::vector<double> uniform_points(std::size_t n, std::size_t dimensions, Region region,
                                   const DrawKey& key);

/// A random rotation or reflection (d, d), row-major, uniform over all (Haar measure).
std::vector<double> random_orthogonal(std::size_t d, const DrawKey& key);

/// The angle theta in [0, pi] below which a share y of the sphere lies when theta is the first of
/// `power` + 1 spherical angles: the integral of sin^power from 0 to theta is y times that from 0
/// to pi. Equal to asin(sqrt(q)), q the inverse of the regularised incomplete beta function
/// I_q((power + 1) / 2, 1/2) at 2 y, for y <= 1/2.
double polar_angle(double y, std::size_t power);

/// `n` points in the unit cube (n, dimensions): the sequence that scattered_points maps.
std::vector<double> cube_points(std::size_t n, std::size_t dimensions, const DrawKey& key);

}  // namespace rheo
