#pragma once

#include <chrono>
#include <string>

namespace rheo {

using BenchClock = std::chrono::steady_clock;

double seconds_since(BenchClock::time_point start);

/// Processes that ran or waited for a core, averaged over the last minute.
double load_average();

/// A number of kB from a line of /proc/self/status ("VmHWM:", the peak; "VmRSS:"), as MB.
double status_mb(const std::string& name);
/// From here on VmHWM counts anew.
void reset_peak_memory();

/// GB/s of a = b + s c on `threads` threads (24 bytes an element, streaming stores); the best of
/// several passes over 3 x 64 MB a thread.
double triad(int threads);

/// CPU and number of hardware threads, for the first line of a CSV file.
std::string machine_text();

}  // namespace rheo
