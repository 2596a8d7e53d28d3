/* An execution provider of ONNX Runtime as a plug-in, for tests: a virtual processor, a neural processor, an integrated and two discrete
   GPUs, in this order, none of which computes anything: it leaves every operator to the CPU. For each session it writes a line with the
   device to the file beside it, PATH.log. -DNO_DEVICES: a provider without hardware. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "onnxruntime_c_api.h"

static const OrtApi *api;
static const OrtEpApi *ep_api;
static char name[64];

static const char *ORT_API_CALL factory_name(const OrtEpFactory *self) { (void)self; return name; }
static const char *ORT_API_CALL vendor(const OrtEpFactory *self) { (void)self; return "Nobody"; }
static uint32_t ORT_API_CALL vendor_id(const OrtEpFactory *self) { (void)self; return 0x1234; }
static const char *ORT_API_CALL version(const OrtEpFactory *self) { (void)self; return "1.2.3"; }

static OrtStatus *add(OrtEpFactory *self, OrtHardwareDeviceType type, const char *text, const char *discrete, const char *is_virtual,
                      const char *performance, OrtEpDevice **devices, size_t *count) {
  OrtKeyValuePairs *facts;
  OrtHardwareDevice *hardware;
  OrtStatus *status;
  api->CreateKeyValuePairs(&facts);
  api->AddKeyValuePair(facts, "Description", text);
  if (discrete) api->AddKeyValuePair(facts, "Discrete", discrete);
  if (is_virtual) api->AddKeyValuePair(facts, "is_virtual", is_virtual);
  if (performance) api->AddKeyValuePair(facts, "DxgiHighPerformanceIndex", performance);
  status = ep_api->CreateHardwareDevice(type, 0x1234, (uint32_t)*count, "Nobody", facts, &hardware);
  api->ReleaseKeyValuePairs(facts);
  if (status) return status;
  status = ep_api->CreateEpDevice(self, hardware, NULL, NULL, &devices[*count]);
  if (!status) ++*count;
  return status; /* The hardware stays: the device refers to it. */
}

static OrtStatus *ORT_API_CALL supported(OrtEpFactory *self, const OrtHardwareDevice *const *hardware, size_t hardware_count, OrtEpDevice **devices,
                                         size_t room, size_t *count) {
  OrtStatus *status = NULL;
  (void)hardware; (void)hardware_count; (void)room;
  *count = 0;
#ifndef NO_DEVICES
  status = add(self, OrtHardwareDeviceType_GPU, "Imagined GPU", "1", "1", "0", devices, count);
  if (!status) status = add(self, OrtHardwareDeviceType_NPU, "Neural One", NULL, NULL, NULL, devices, count);
  if (!status) status = add(self, OrtHardwareDeviceType_GPU, "Integrated GPU", "0", "0", "0", devices, count);
  if (!status) status = add(self, OrtHardwareDeviceType_GPU, "Discrete Small", "1", NULL, "2", devices, count);
  if (!status) status = add(self, OrtHardwareDeviceType_GPU, "Discrete Large", "1", NULL, "1", devices, count);
#else
  (void)self; (void)devices; (void)add;
#endif
  return status;
}

static const char *ORT_API_CALL ep_name(const OrtEp *self) { (void)self; return name; }
static OrtStatus *ORT_API_CALL capability(OrtEp *self, const OrtGraph *graph, OrtEpGraphSupportInfo *info) { (void)self; (void)graph; (void)info; return NULL; }
static OrtStatus *ORT_API_CALL compile(OrtEp *self, const OrtGraph **graphs, const OrtNode **nodes, size_t count, OrtNodeComputeInfo **infos,
                                       OrtNode **contexts) {
  (void)self; (void)graphs; (void)nodes; (void)count; (void)infos; (void)contexts;
  return api->CreateStatus(ORT_NOT_IMPLEMENTED, "nothing was claimed");
}
static void ORT_API_CALL release_infos(OrtEp *self, OrtNodeComputeInfo **infos, size_t count) { (void)self; (void)infos; (void)count; }

static OrtStatus *ORT_API_CALL create(OrtEpFactory *self, const OrtHardwareDevice *const *devices, const OrtKeyValuePairs *const *metadata, size_t count,
                                      const OrtSessionOptions *options, const OrtLogger *logger, OrtEp **result) {
  Dl_info here;
  char path[4096];
  OrtEp *ep = calloc(1, sizeof *ep);
  (void)self; (void)metadata; (void)options; (void)logger;
  if (dladdr((void *)&create, &here)) {
    snprintf(path, sizeof path, "%s.log", here.dli_fname);
    FILE *log = fopen(path, "a");
    for (size_t i = 0; log && i < count; i++)
      fprintf(log, "%s\n", api->GetKeyValue(api->HardwareDevice_Metadata(devices[i]), "Description"));
    if (log) fclose(log);
  }
  ep->ort_version_supported = ORT_API_VERSION;
  ep->GetName = ep_name;
  ep->GetCapability = capability;
  ep->Compile = compile;
  ep->ReleaseNodeComputeInfos = release_infos;
  *result = ep;
  return NULL;
}
static void ORT_API_CALL release_ep(OrtEpFactory *self, OrtEp *ep) { (void)self; free(ep); }
static OrtStatus *ORT_API_CALL allocator(OrtEpFactory *self, const OrtMemoryInfo *info, const OrtKeyValuePairs *options, OrtAllocator **result) {
  (void)self; (void)info; (void)options;
  *result = NULL;
  return NULL;
}
static void ORT_API_CALL release_allocator(OrtEpFactory *self, OrtAllocator *it) { (void)self; (void)it; }
static OrtStatus *ORT_API_CALL transfer(OrtEpFactory *self, OrtDataTransferImpl **result) { (void)self; *result = NULL; return NULL; }
static bool ORT_API_CALL stream_aware(const OrtEpFactory *self) { (void)self; return false; }

OrtStatus *CreateEpFactories(const char *registered, const OrtApiBase *base, const OrtLogger *logger, OrtEpFactory **factories, size_t room, size_t *count) {
  OrtEpFactory *factory = calloc(1, sizeof *factory);
  (void)logger; (void)room;
  api = base->GetApi(ORT_API_VERSION);
  ep_api = api->GetEpApi();
  snprintf(name, sizeof name, "%s", registered);
  factory->ort_version_supported = ORT_API_VERSION;
  factory->GetName = factory_name;
  factory->GetVendor = vendor;
  factory->GetVendorId = vendor_id;
  factory->GetVersion = version;
  factory->GetSupportedDevices = supported;
  factory->CreateEp = create;
  factory->ReleaseEp = release_ep;
  factory->CreateAllocator = allocator;
  factory->ReleaseAllocator = release_allocator;
  factory->CreateDataTransfer = transfer;
  factory->IsStreamAware = stream_aware;
  factories[0] = factory;
  *count = 1;
  return NULL;
}

OrtStatus *ReleaseEpFactory(OrtEpFactory *factory) { free(factory); return NULL; }
