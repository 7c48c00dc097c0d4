// A driver of NVIDIA's, as far as the program asks it: for tests on machines without a GPU. It counts as many GPUs as the
// file GPUS has bytes; the first one is used by all processes of the machine, of which each takes 1 MiB.
#include <ctype.h>
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { SUCCESS, INSUFFICIENT_SIZE = 7, FIRST = 1 };
typedef struct { unsigned pid; unsigned long long bytes; unsigned instance, compute; } Process;
typedef struct { unsigned pid; unsigned long long time; unsigned busy, memory, encoder, decoder; } Sample;
typedef struct { unsigned version; unsigned long long total, reserved, free, used; } Memory;
typedef struct { unsigned gpu, memory; } Busy;

int nvmlInit_v2(void) { return SUCCESS; }
int nvmlInitWithFlags(unsigned flags) { return SUCCESS; }
int nvmlShutdown(void) { return SUCCESS; }
int nvmlDeviceGetCount_v2(unsigned *count) {
  struct stat found;
  *count = stat(GPUS, &found) ? 0 : found.st_size;
  return SUCCESS;
}
int nvmlSystemGetDriverVersion(char *text, unsigned size) { return strncpy(text, "550.54", size) ? SUCCESS : 1; }
int nvmlDeviceGetHandleByIndex_v2(unsigned index, void **device) {
  *device = (void *)(long)(index + FIRST);
  return SUCCESS;
}
int nvmlDeviceGetName(void *device, char *text, unsigned size) { return strncpy(text, "Pretended", size) ? SUCCESS : 1; }
int nvmlDeviceGetMemoryInfo_v2(void *device, Memory *memory) {
  memory->total = 8ull << 30;
  return SUCCESS;
}
int nvmlDeviceGetUtilizationRates(void *device, Busy *busy) {
  busy->gpu = 90;
  return SUCCESS;
}

// Passes all processes to the caller's list, which has room for so many.
static int each(void *device, unsigned *count, void *list, size_t size, void (*set)(void *, unsigned)) {
  unsigned room = list ? *count : 0, found = 0;
  DIR *all = opendir("/proc");
  for (struct dirent *one; device == (void *)FIRST && (one = readdir(all));)
    if (isdigit(one->d_name[0])) {
      if (found < room) set((char *)list + size * found, atoi(one->d_name));
      found++;
    }
  closedir(all);
  *count = list && found > room ? room : found;
  return list || !found ? SUCCESS : INSUFFICIENT_SIZE;
}
static void process(void *at, unsigned pid) { *(Process *)at = (Process){pid, 1 << 20, 0, 0}; }
static void sample(void *at, unsigned pid) { *(Sample *)at = (Sample){pid, 1, 7, 0, 0, 0}; }
int nvmlDeviceGetComputeRunningProcesses_v3(void *device, unsigned *count, Process *list) {
  return each(device, count, list, sizeof *list, process);
}
int nvmlDeviceGetProcessUtilization(void *device, Sample *list, unsigned *count, unsigned long long since) {
  return each(device, count, list, sizeof *list, sample);
}
