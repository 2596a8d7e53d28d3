/* ONNX Runtime as it was before it knew plug-ins: the real one (REAL, its path) under the version of an older one, without the newer tables. */
#include <dlfcn.h>
#include "onnxruntime_c_api.h"

static const OrtApiBase *real(void) {
  static const OrtApiBase *base;
  if (!base) base = ((const OrtApiBase *(*)(void))dlsym(dlopen(REAL, RTLD_NOW | RTLD_LOCAL), "OrtGetApiBase"))();
  return base;
}
static const OrtApi *ORT_API_CALL get(uint32_t version) { return version <= 21 ? real()->GetApi(version) : 0; }
static const char *ORT_API_CALL version(void) { return "1.21.0"; }

const OrtApiBase *ORT_API_CALL OrtGetApiBase(void) {
  static const OrtApiBase base = {get, version};
  return &base;
}
