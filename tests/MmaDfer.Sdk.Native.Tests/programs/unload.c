/* Loads the library, uses it, and unloads it, three times: unload LIBRARY MODEL */
#include <mmadfer.h>
#include <stdio.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#include <time.h>
#endif

typedef mmadfer_result (*load_function)(const char *, const mmadfer_options *, mmadfer_recognizer *);
typedef mmadfer_result (*open_function)(mmadfer_recognizer, const mmadfer_stream_options *, mmadfer_stream *);
typedef mmadfer_result (*push_function)(mmadfer_stream, const mmadfer_frame *, double);
typedef mmadfer_result (*close_function)(uint64_t);

static unsigned char pixels[3 * 96 * 96];

#ifdef _WIN32
static void *open_library(const char *path) { return (void *)LoadLibraryA(path); }
static int close_library(void *library) { return FreeLibrary((HMODULE)library); }
static void wait(void) { Sleep(200); }
static void *symbol(void *library, const char *name)
{
    FARPROC found = GetProcAddress((HMODULE)library, name);
    void *address;
    memcpy(&address, &found, sizeof address);
    return address;
}
#else
static void *open_library(const char *path) { return dlopen(path, RTLD_NOW); }
static int close_library(void *library) { return dlclose(library) == 0; }
static void *symbol(void *library, const char *name) { return dlsym(library, name); }
static void wait(void)
{
    struct timespec moment = { 0, 200000000 };
    nanosleep(&moment, NULL);
}
#endif

/* C has no cast from an object's address to a function's. */
static void find(void *library, const char *name, void *function)
{
    void *found = symbol(library, name);
    memcpy(function, &found, sizeof found);
}

static int use(void *library, const char *model, int close)
{
    load_function load_model;
    open_function open_stream;
    push_function push;
    close_function close_handle;
    mmadfer_recognizer recognizer = 0;
    mmadfer_stream stream = 0;
    mmadfer_frame frame = MMADFER_FRAME_INIT;
    int i;
    find(library, "mmadfer_load", &load_model);
    find(library, "mmadfer_stream_open", &open_stream);
    find(library, "mmadfer_stream_push_frame", &push);
    find(library, "mmadfer_close", &close_handle);
    if (load_model(model, NULL, &recognizer) != MMADFER_OK || open_stream(recognizer, NULL, &stream) != MMADFER_OK)
        return 0;
    frame.pixels = pixels;
    frame.width = frame.height = 96;
    for (i = 0; i < 40; i++)
        if (push(stream, &frame, i / 10.0) != MMADFER_OK)
            return 0;
    return !close || close_handle(recognizer) == MMADFER_OK;
}

int main(int argc, char **argv)
{
    int round;
    if (argc != 3)
        return 2;
    for (round = 0; round < 3; round++) {
        void *library = open_library(argv[1]);
        /* In the second round its threads are still at work. */
        if (!library || !use(library, argv[2], round != 1) || !close_library(library)) {
            fprintf(stderr, "round %d failed\n", round);
            return 1;
        }
        /* The library's threads go on meanwhile. */
        wait();
    }
    puts("three rounds");
    return 0;
}
