#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rheo {

inline constexpr const char* kManifestName = "manifest.yaml";
/// How a manifest of ours begins.
inline constexpr const char* kManifestTitle = "# Rheobase results";

/// A directory that this process alone writes results to.
class ResultsDirectory {
 public:
  /// Creates it, or takes over one that holds a manifest of ours if `overwrite`. Throws ConfigError
  /// if it exists and may not be replaced or another process writes to it, OutputError if it
  /// cannot be created.
  ResultsDirectory(const std::filesystem::path& path, bool overwrite);
  ~ResultsDirectory();
  ResultsDirectory(const ResultsDirectory&) = delete;
  ResultsDirectory& operator=(const ResultsDirectory&) = delete;

  int descriptor() const noexcept { return fd_; }
  const std::string& path() const noexcept { return path_; }
  /// Writes `text` to the file `name`: others see the old one or the new one, never a part.
  void replace(const std::string& name, const std::string& text);
  /// Throws ConfigError if `name` exists and is not of the run that was here before.
  void check_free(const std::string& name) const;
  /// Removes the recordings of the run that was here before. What else lies in the directory stays.
  void remove_old();

 private:
  void open_and_lock(bool created);
  void read_old();

  std::string path_;
  int fd_ = -1;
  bool unused_ = false;  // created, and nothing written yet
  std::vector<std::string> old_files_;
};

}  // namespace rheo
