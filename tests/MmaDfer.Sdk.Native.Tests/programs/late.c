/* Threads that are older than the library call it, sixteen at once: late LIBRARY MODEL (Windows) */
#include <windows.h>
#include <mmadfer.h>
#include <stdio.h>
#include <string.h>

enum { THREADS = 16, ROUNDS = 10 };

typedef mmadfer_result(MMADFER_CALL *load_function)(const char *, const mmadfer_options *, mmadfer_recognizer *);
typedef mmadfer_result(MMADFER_CALL *close_function)(uint64_t);

static const char *model;
static load_function load_model;
static close_function close_handle;
static HANDLE begin;
static volatile LONG done;

static DWORD WINAPI run(void *unused)
{
    int i;
    (void)unused;
    WaitForSingleObject(begin, INFINITE);
    for (i = 0; i < ROUNDS; i++) {
        mmadfer_recognizer recognizer = 0;
        if (load_model(model, NULL, &recognizer) == MMADFER_OK && close_handle(recognizer) == MMADFER_OK)
            InterlockedIncrement(&done);
    }
    return 0;
}

static void find(HMODULE library, const char *name, void *function)
{
    FARPROC found = GetProcAddress(library, name);
    memcpy(function, &found, sizeof found);
}

int main(int argc, char **argv)
{
    HANDLE threads[THREADS];
    HMODULE library;
    int i;
    if (argc != 3)
        return 2;
    model = argv[2];
    begin = CreateEventA(NULL, TRUE, FALSE, NULL);
    for (i = 0; i < THREADS / 2; i++)
        threads[i] = CreateThread(NULL, 0, run, NULL, 0, NULL);
    Sleep(100);
    library = LoadLibraryA(argv[1]);
    if (!library)
        return 1;
    find(library, "mmadfer_load", &load_model);
    find(library, "mmadfer_close", &close_handle);
    for (; i < THREADS; i++)
        threads[i] = CreateThread(NULL, 0, run, NULL, 0, NULL);
    SetEvent(begin);
    WaitForMultipleObjects(THREADS, threads, TRUE, INFINITE);
    printf("%ld of %d\n", (long)done, THREADS * ROUNDS);
    return done == THREADS * ROUNDS ? 0 : 1;
}
