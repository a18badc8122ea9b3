// A headless Chromium that a test drives through its debugging pipe.
//
//   Browser browser(folder);
//   ASSERT_EQ(browser.Start(), "");
//   browser.Open("file:///tmp/report.html");
//   browser.Press("ArrowRight", "ArrowRight");
//   browser.Evaluate("document.title");   // a JSON value
//   EXPECT_THAT(browser.complaints(), IsEmpty());
//
// Source: the Chrome DevTools Protocol; messages end with a zero byte, commands
// are read from file descriptor 3 and answered on 4.

#ifndef DIORACE_TESTS_TOOLS_REPORT_BROWSER_H_
#define DIORACE_TESTS_TOOLS_REPORT_BROWSER_H_

#include <sys/types.h>

#include <chrono>
#include <string>
#include <vector>

#include "nlohmann/json.hpp"

namespace diorace::report {

class Browser {
 public:
  using Json = nlohmann::json;

  // It writes below `folder` only.
  explicit Browser(std::string folder) : folder_(std::move(folder)) {}
  ~Browser();
  Browser(const Browser&) = delete;
  Browser& operator=(const Browser&) = delete;

  // Why it does not run; empty if it does.
  std::string Start();

  // In a window of 1280 by 800; returns when all is loaded.
  void Open(const std::string& url);
  void PreferColorScheme(const std::string& scheme);
  // A key by its name and code: Press("j", "KeyJ").
  void Press(const std::string& key, const std::string& code);
  // The value of an expression; what it throws is a complaint.
  Json Evaluate(const std::string& expression);
  // A PNG of the window.
  std::string Screenshot();

  // Errors on the console, exceptions, and what the page's policy has refused.
  const std::vector<std::string>& complaints() const { return complaints_; }
  // The addresses that were asked for.
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  void Launch(int commands, int answers);
  Json Send(const std::string& method, Json parameters);
  void WaitFor(const std::string& event);
  // The next message; null when the time is up or the browser has ended.
  Json Receive();
  void Note(const Json& event);

  const std::string folder_;
  const std::chrono::steady_clock::time_point deadline_ =
      std::chrono::steady_clock::now() + std::chrono::seconds(60);
  pid_t process_ = -1;
  int to_ = -1;
  int from_ = -1;
  std::string received_;
  std::string session_;
  int last_id_ = 0;
  std::vector<std::string> events_;  // names, since the last WaitFor
  std::vector<std::string> complaints_;
  std::vector<std::string> requests_;
};

}  // namespace diorace::report

#endif  // DIORACE_TESTS_TOOLS_REPORT_BROWSER_H_
