#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <chrono>
#include "checker/explore/dpor.h"
#include "checker/explore/dfs.h"
#include "checker/explore/random.h"
#include "checker/explore/explorer.h"
#include "checker/sync/atomic.h"
#include "checker/sync/task.h"
using namespace checker;
constexpr auto kRelaxed = std::memory_order_relaxed;
int main(int argc,char**argv){
  int n=atoi(argv[2]); uint64_t ex=atoll(argv[3]); int reps=argc>4?atoi(argv[4]):1;
  auto body=[&]{
  Atomic<int> x("x", 0);
  for (int i = 0; i < n; ++i)
    Spawn(Name("t", i), [&] { x.Store(x.Load(kRelaxed) + 1, kRelaxed); });
  JoinAll();
  };
  Budget b; b.max_executions=ex;
  for(int r=0;r<reps;++r){
  auto run=[&](Strategy&s){ auto t=std::chrono::steady_clock::now(); auto e=Explorer(body).Explore(s,b); double ns=std::chrono::duration<double,std::nano>(std::chrono::steady_clock::now()-t).count(); printf("%lu executions %.1f ns/exec %.1f ns/step\n",e.executions,ns/e.executions,ns/e.steps);};
  if(!strcmp(argv[1],"random")){RandomStrategy s(1);run(s);}
  if(!strcmp(argv[1],"dpor")){DporStrategy s;run(s);}
  if(!strcmp(argv[1],"dfs")){DepthFirstStrategy s;run(s);}
  }
}
