/*
 * Linked into libmmadfer.so (--wrap=signal): .NET's runtime ignores SIGPIPE for the whole process when it starts. What a broken pipe does is
 * the program's choice, and this library has no pipe of its own.
 */
#include <signal.h>

typedef void (*handler)(int);

handler __real_signal(int number, handler wanted);
handler __wrap_signal(int number, handler wanted);

handler __wrap_signal(int number, handler wanted)
{
    return number == SIGPIPE && wanted == SIG_IGN ? SIG_DFL : __real_signal(number, wanted);
}
