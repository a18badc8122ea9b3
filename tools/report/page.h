// The page of HTML reports, which the build makes of the files in page/.

#ifndef DIORACE_TOOLS_REPORT_PAGE_H_
#define DIORACE_TOOLS_REPORT_PAGE_H_

namespace diorace::report {

// With @STYLE@, @DATA@ and @SCRIPT@ where those belong.
extern const char kPageTemplate[];
extern const char kPageStyle[];
extern const char kPageScript[];

}  // namespace diorace::report

#endif  // DIORACE_TOOLS_REPORT_PAGE_H_
