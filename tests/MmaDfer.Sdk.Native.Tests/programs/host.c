/* What remains of a program's own around the library: its signals, and processes that it forks. host MODEL */
#define _GNU_SOURCE
#include <mmadfer.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static float samples[16000];
static volatile sig_atomic_t broken_pipes, faults;
static sigjmp_buf back;

static void on_broken_pipe(int number) { (void)number; broken_pipes++; }
static void on_fault(int number) { (void)number; faults++; siglongjmp(back, 1); }

static void fail(const char *what)
{
    fprintf(stderr, "%s: %s\n", what, mmadfer_last_error());
    exit(1);
}

static mmadfer_result recognise(mmadfer_recognizer recognizer)
{
    mmadfer_clip clip = MMADFER_CLIP_INIT;
    mmadfer_prediction prediction = MMADFER_PREDICTION_INIT;
    clip.samples = samples;
    clip.sample_count = 16000;
    clip.sample_rate = 16000;
    clip.channels = 1;
    return mmadfer_recognize(recognizer, &clip, &prediction);
}

static mmadfer_recognizer load(const char *model)
{
    mmadfer_recognizer recognizer = 0;
    if (mmadfer_load(model, NULL, &recognizer) != MMADFER_OK || recognise(recognizer) != MMADFER_OK)
        fail("the library does not work");
    return recognizer;
}

/* Waits for a child that ends with a code. */
static void expect(pid_t child, int code, const char *what)
{
    int status = 0;
    if (waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != code)
        fail(what);
}

static void break_pipe(void)
{
    int ends[2];
    if (pipe(ends) != 0 || close(ends[0]) != 0)
        fail("no pipe");
    if (write(ends[1], "x", 1) != -1)
        fail("a broken pipe takes data");
    close(ends[1]);
}

static void fault(void)
{
    static volatile int *volatile nowhere;
    if (sigsetjmp(back, 1) == 0)
        *nowhere = 1;
}

int main(int argc, char **argv)
{
    struct sigaction action, now;
    mmadfer_recognizer recognizer;
    pid_t child;
    if (argc != 2)
        return 2;
    for (int i = 0; i < 16000; i++)
        samples[i] = i % 8 < 4 ? 0.1f : -0.1f;
    /* As a shell starts programs; others hand on what they ignore. */
    signal(SIGPIPE, SIG_DFL);
    /* A child that is forked before the first use may use the library; a pipe still ends it, as it does without the library. */
    if ((child = fork()) == 0) {
        load(argv[1]);
        _exit(7);
    }
    expect(child, 7, "a child forked before the first use cannot use the library");
    if ((child = fork()) == 0) {
        load(argv[1]);
        break_pipe();
        _exit(7);
    } else {
        int status = 0;
        if (waitpid(child, &status, 0) != child || !WIFSIGNALED(status) || WTERMSIG(status) != SIGPIPE)
            fail("a broken pipe does not end a program that wants no signal");
    }
    memset(&action, 0, sizeof action);
    action.sa_handler = on_broken_pipe;
    sigaction(SIGPIPE, &action, NULL);
    action.sa_handler = on_fault;
    sigaction(SIGSEGV, &action, NULL);
    recognizer = load(argv[1]);
    sigaction(SIGPIPE, NULL, &now);
    if (now.sa_handler != on_broken_pipe)
        fail("the handler of SIGPIPE is another one");
    break_pipe();
    if (broken_pipes != 1)
        fail("SIGPIPE does not come");
    fault();
    fault();
    if (faults != 2)
        fail("the program's faults do not reach its handler");
    if (recognise(recognizer) != MMADFER_OK)
        fail("the library does not work after a fault of the program");
    /* A child that is forked later gets an error, whatever it calls, and ends as it likes. */
    if ((child = fork()) == 0) {
        mmadfer_recognizer other = 0;
        mmadfer_stream stream = 0;
        if (recognise(recognizer) != MMADFER_ERROR_ENGINE || !strstr(mmadfer_last_error(), "forked")
            || mmadfer_load(argv[1], NULL, &other) != MMADFER_ERROR_ENGINE || mmadfer_stream_open(recognizer, NULL, &stream) != MMADFER_ERROR_ENGINE
            || mmadfer_close(recognizer) != MMADFER_ERROR_ENGINE)
            fail("a forked child is not refused");
        exit(8);
    }
    expect(child, 8, "a child does not end");
    if ((child = fork()) == 0) {
        execl("/bin/true", "true", (char *)NULL);
        _exit(9);
    }
    expect(child, 0, "a child cannot start another program");
    if (recognise(recognizer) != MMADFER_OK || mmadfer_close(recognizer) != MMADFER_OK)
        fail("the library does not work after a fork");
    puts("as before");
    return 0;
}
