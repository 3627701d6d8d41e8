#include "io/results_directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <system_error>

#include "engine/error.h"
#include "io/output_file.h"

namespace rheo {

namespace {

[[noreturn]] void refuse(const std::string& path, std::string what, std::string rule,
                         std::string remedy) {
  Problem problem;
  problem.path = path;
  problem.what = std::move(what);
  problem.rule = std::move(rule);
  problem.remedy = std::move(remedy);
  throw ConfigError({problem});
}

[[noreturn]] void fail(const std::string& path, const char* what, int error) {
  throw OutputError(output_error_text(what, path, error));
}

/// The files named by a manifest that begins with our title. A name with a slash is not ours.
std::vector<std::string> files_of(const std::string& manifest, const std::string& path) {
  std::vector<std::string> files;
  try {
    const YAML::Node root = YAML::LoadFile(manifest);
    for (const YAML::Node& probe : root["probes"])
      files.push_back(probe["file"].as<std::string>());
    if (root["learned"]) files.push_back(root["learned"]["file"].as<std::string>());
  } catch (const YAML::Exception& error) {
    refuse(path, "its " + std::string(kManifestName) + " cannot be read: " + error.what(), "",
           "remove the directory yourself, or write elsewhere with --out");
  }
  std::erase_if(files, [](const std::string& f) { return f.find('/') != std::string::npos; });
  return files;
}

std::filesystem::path without_slash(const std::filesystem::path& path) {
  const std::filesystem::path normal = path.lexically_normal();
  return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace

ResultsDirectory::ResultsDirectory(const std::filesystem::path& path, bool overwrite)
    : path_(without_slash(path).string()) {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) fail(parent.string(), "cannot create the directory", error.value());
  // mkdir decides who is first; looking before would leave a gap between two processes.
  const bool created = mkdir(path_.c_str(), 0777) == 0;
  if (!created && errno != EEXIST) fail(path_, "cannot create the directory", errno);
  if (!created && !overwrite) {
    refuse(path_, "exists already", "results are never written over unasked",
           "--overwrite replaces them, --out DIRECTORY writes elsewhere");
  }
  open_and_lock(created);
  unused_ = created;
  if (created) return;
  try {
    read_old();
  } catch (...) {
    close(fd_);
    throw;
  }
}

ResultsDirectory::~ResultsDirectory() {
  if (unused_) rmdir(path_.c_str());
  close(fd_);
}

void ResultsDirectory::open_and_lock(bool created) {
  fd_ = open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd_ < 0 && errno == ENOTDIR) {
    refuse(path_, "is not a directory", "", "write elsewhere with --out");
  }
  if (fd_ < 0) fail(path_, "cannot open the directory", errno);
  // The lock goes with the process, however it ends. File systems without locks (ENOLCK,
  // EOPNOTSUPP) are used without. Who created the directory waits: another process can only be
  // finding out that there is no manifest yet.
  if (flock(fd_, created ? LOCK_EX : LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  close(fd_);
  refuse(path_, "another run is writing its results there", "",
         "wait for it, or write elsewhere with --out");
}

void ResultsDirectory::read_old() {
  const std::string manifest = path_ + "/" + kManifestName;
  std::ifstream file(manifest);
  std::string first;
  std::getline(file, first);
  if (first.rfind(kManifestTitle, 0) != 0) {
    refuse(path_, "holds no " + std::string(kManifestName) + " of Rheobase",
           "--overwrite replaces results only",
           "remove the directory yourself, or write elsewhere with --out");
  }
  old_files_ = files_of(manifest, path_);
}

void ResultsDirectory::check_free(const std::string& name) const {
  const bool ours = std::find(old_files_.begin(), old_files_.end(), name) != old_files_.end();
  if (ours || faccessat(fd_, name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) != 0) return;
  refuse(path_ + "/" + name, "exists, and is not of an earlier run",
         "--overwrite replaces results only", "move it away, or write elsewhere with --out");
}

void ResultsDirectory::remove_old() {
  for (const std::string& name : old_files_)
    unlinkat(fd_, name.c_str(), 0);
  old_files_.clear();
}

void ResultsDirectory::replace(const std::string& name, const std::string& text) {
  const std::string shown = path_ + "/" + name;
  const std::string draft = name + ".tmp";
  try {
    OutputFile file(fd_, draft, shown, 0);
    file.append(text.data(), text.size());
    file.sync();
    file.close();
    if (renameat(fd_, draft.c_str(), fd_, name.c_str()) != 0) fail(shown, "cannot write", errno);
  } catch (...) {
    unlinkat(fd_, draft.c_str(), 0);
    throw;
  }
  fsync(fd_);
  unused_ = false;
}

}  // namespace rheo
