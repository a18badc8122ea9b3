#include "tests/tools/report/browser.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace diorace::report {
namespace {

constexpr char kChromium[] = "/usr/bin/chromium";

// Descriptors that the child's 3 and 4 do not overwrite.
bool Pipe(int (&ends)[2]) {
  int low[2];
  if (pipe(low) != 0) return false;
  for (int i = 0; i < 2; ++i) {
    ends[i] = fcntl(low[i], F_DUPFD_CLOEXEC, 10);
    close(low[i]);
  }
  return ends[0] >= 0 && ends[1] >= 0;
}

}  // namespace

Browser::~Browser() {
  if (to_ >= 0) close(to_);
  if (from_ >= 0) close(from_);
  if (process_ < 0) return;
  kill(-process_, SIGKILL);
  waitpid(process_, nullptr, 0);
}

std::string Browser::Start() {
  if (access(kChromium, X_OK) != 0) {
    return absl::StrCat(kChromium,
                        " is missing: run tools/setup, which installs it");
  }
  int commands[2], answers[2];
  if (!Pipe(commands) || !Pipe(answers)) return "no pipe to be had";
  process_ = fork();
  if (process_ == 0) Launch(commands[0], answers[1]);
  close(commands[0]);
  close(answers[1]);
  to_ = commands[1];
  from_ = answers[0];
  signal(SIGPIPE, SIG_IGN);
  const Json target = Send("Target.createTarget", {{"url", "about:blank"}});
  if (!target.contains("targetId")) {
    return absl::StrCat("chromium does not answer; it said what is in ",
                        folder_, "/chromium.log");
  }
  session_ = Send("Target.attachToTarget",
                  {{"targetId", target["targetId"]}, {"flatten", true}})
                 .value("sessionId", "");
  for (const char* domain : {"Page", "Runtime", "Log", "Network"})
    Send(absl::StrCat(domain, ".enable"), Json::object());
  return session_.empty() ? "chromium opens no page" : "";
}

// In the child: becomes Chromium.
void Browser::Launch(int commands, int answers) {
  setpgid(0, 0);
  dup2(commands, 3);
  dup2(answers, 4);
  const std::string log = absl::StrCat(folder_, "/chromium.log");
  const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  dup2(out, 1);
  dup2(out, 2);
  setenv("HOME", folder_.c_str(), 1);
  setenv("XDG_RUNTIME_DIR", folder_.c_str(), 1);
  const std::string data = absl::StrCat("--user-data-dir=", folder_, "/data");
  execl(kChromium, kChromium, "--headless=new", "--no-sandbox", "--disable-gpu",
        "--disable-dev-shm-usage", "--no-first-run", "--disable-sync",
        "--disable-background-networking", "--disable-component-update",
        "--disable-default-apps", "--hide-scrollbars",
        "--remote-debugging-pipe", data.c_str(), static_cast<char*>(nullptr));
  _exit(127);
}

Browser::Json Browser::Receive() {
  size_t end = received_.find('\0');
  for (; end == std::string::npos; end = received_.find('\0')) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        deadline_ - std::chrono::steady_clock::now());
    pollfd ready{.fd = from_, .events = POLLIN, .revents = 0};
    if (left.count() <= 0 ||
        poll(&ready, 1, static_cast<int>(left.count())) <= 0)
      return nullptr;
    char buffer[65536];
    const ssize_t bytes = read(from_, buffer, sizeof(buffer));
    if (bytes <= 0) return nullptr;
    received_.append(buffer, static_cast<size_t>(bytes));
  }
  Json message = Json::parse(received_.substr(0, end), nullptr, false);
  received_.erase(0, end + 1);
  return message;
}

Browser::Json Browser::Send(const std::string& method, Json parameters) {
  const int id = ++last_id_;
  Json command = {
      {"id", id}, {"method", method}, {"params", std::move(parameters)}};
  if (!session_.empty()) command["sessionId"] = session_;
  const std::string text = command.dump();
  for (size_t sent = 0; sent <= text.size();) {
    const ssize_t bytes =
        write(to_, text.c_str() + sent, text.size() + 1 - sent);
    if (bytes <= 0) return Json::object();
    sent += static_cast<size_t>(bytes);
  }
  while (true) {
    const Json message = Receive();
    if (!message.is_object()) {
      complaints_.push_back(absl::StrCat("no answer to ", method));
      return Json::object();
    }
    if (message.value("id", 0) != id) {
      Note(message);
      continue;
    }
    if (message.contains("error"))
      complaints_.push_back(
          absl::StrCat(method, ": ", message["error"].dump()));
    return message.value("result", Json::object());
  }
}

void Browser::Note(const Json& event) {
  const std::string name = event.value("method", "");
  const Json parameters = event.value("params", Json::object());
  events_.push_back(name);
  if (name == "Network.requestWillBeSent") {
    requests_.push_back(parameters["request"]["url"]);
  } else if (name == "Runtime.exceptionThrown" ||
             (name == "Runtime.consoleAPICalled" &&
              parameters.value("type", "") == "error") ||
             (name == "Log.entryAdded" &&
              parameters["entry"].value("level", "") == "error")) {
    complaints_.push_back(parameters.dump());
  }
}

void Browser::WaitFor(const std::string& event) {
  while (std::find(events_.begin(), events_.end(), event) == events_.end()) {
    const Json message = Receive();
    if (!message.is_object()) {
      complaints_.push_back(absl::StrCat("no ", event));
      return;
    }
    Note(message);
  }
  events_.clear();
}

void Browser::Open(const std::string& url) {
  Send("Emulation.setDeviceMetricsOverride", {{"width", 1280},
                                              {"height", 800},
                                              {"deviceScaleFactor", 1},
                                              {"mobile", false}});
  events_.clear();
  Send("Page.navigate", {{"url", url}});
  WaitFor("Page.loadEventFired");
}

void Browser::PreferColorScheme(const std::string& scheme) {
  Send("Emulation.setEmulatedMedia",
       {{"features", {{{"name", "prefers-color-scheme"}, {"value", scheme}}}}});
}

void Browser::Press(const std::string& key, const std::string& code) {
  for (const char* type : {"keyDown", "keyUp"}) {
    Send("Input.dispatchKeyEvent",
         {{"type", type}, {"key", key}, {"code", code}});
  }
}

Browser::Json Browser::Evaluate(const std::string& expression) {
  const Json result = Send("Runtime.evaluate", {{"expression", expression},
                                                {"returnByValue", true},
                                                {"awaitPromise", true}});
  if (result.contains("exceptionDetails"))
    complaints_.push_back(result["exceptionDetails"].dump());
  return result.value("result", Json::object()).value("value", Json());
}

std::string Browser::Screenshot() {
  std::string png;
  absl::Base64Unescape(
      Send("Page.captureScreenshot", {{"format", "png"}}).value("data", ""),
      &png);
  return png;
}

}  // namespace diorace::report
