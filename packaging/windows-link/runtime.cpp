// The part of Visual C++'s static run-time library that NativeAOT's objects need, for linking mmadfer.dll where Visual C++ is not installed:
// entry point, thread-local storage, start and end of the process, security cookie, stack probe. Everything else comes from the C
// run-time library of Windows 10 and later (UCRT). On Windows itself, Visual C++'s own library is linked instead.
//
// Not as in Visual C++: __GSHandlerCheck does not check the cookie while exceptions unwind. (Each function still checks its own when it returns.)

using Size = unsigned long long;
using Action = void (*)();
using Function = int (*)();

struct Table // _onexit_table_t
{
    void *first, *last, *end;
};

extern "C"
{
    __declspec(dllimport) int _initialize_onexit_table(Table *);
    __declspec(dllimport) int _register_onexit_function(Table *, Function);
    __declspec(dllimport) int _execute_onexit_table(Table *);
    __declspec(dllimport) void *malloc(Size);
    __declspec(dllimport) void free(void *);
    [[noreturn]] __declspec(dllimport) void abort();
    __declspec(dllimport) void GetSystemTimeAsFileTime(Size *);
    __declspec(dllimport) unsigned long GetCurrentThreadId();
    __declspec(dllimport) unsigned long GetCurrentProcessId();
    __declspec(dllimport) int QueryPerformanceCounter(Size *);

    // The library's own.
    int __stdcall DllMain(void *library, unsigned long reason, void *reserved);
}

// Initialisers: the linker sorts the sections by name, so that each pair encloses the pointers of all objects.
#pragma section(".CRT$XIA", long, read)
#pragma section(".CRT$XIZ", long, read)
#pragma section(".CRT$XCA", long, read)
#pragma section(".CRT$XCZ", long, read)
#pragma section(".CRT$XDA", long, read)
#pragma section(".CRT$XDZ", long, read)
#pragma section(".CRT$XLA", long, read)
#pragma section(".CRT$XLC", long, read)
#pragma section(".CRT$XLZ", long, read)
#pragma section(".tls", long, read, write)
#pragma section(".tls$ZZZ", long, read, write)
#pragma section(".rdata$T", long, read)

extern "C"
{
    __declspec(allocate(".CRT$XIA")) Function __xi_a = nullptr; // C
    __declspec(allocate(".CRT$XIZ")) Function __xi_z = nullptr;
    __declspec(allocate(".CRT$XCA")) Action __xc_a = nullptr; // C++
    __declspec(allocate(".CRT$XCZ")) Action __xc_z = nullptr;
    __declspec(allocate(".CRT$XDA")) Action __xd_a = nullptr; // thread-local, C++
    __declspec(allocate(".CRT$XDZ")) Action __xd_z = nullptr;

    int _fltused = 0x9875;
    Size __security_cookie = 0x2B992DDFA232;
}

namespace
{
    constexpr unsigned long ProcessAttach = 1, ThreadAttach = 2, ProcessDetach = 0;
    constexpr unsigned long StackCookie = 2, RangeCheck = 8; // codes of __fastfail

    Table atEnd;

    [[noreturn]] void FailFast(unsigned long code)
    {
        __asm__ volatile("int $0x29" ::"c"(code));
        __builtin_unreachable();
    }

    void RunAll(Action volatile *first, Action volatile *end)
    {
        for (; first < end; first++)
        {
            if (*first)
                (*first)();
        }
    }

    void ChooseCookie()
    {
        Size time = 0, count = 0;
        GetSystemTimeAsFileTime(&time);
        QueryPerformanceCounter(&count);
        Size chosen = time ^ (count << 16) ^ (static_cast<Size>(GetCurrentThreadId()) << 24) ^ GetCurrentProcessId() ^ reinterpret_cast<Size>(&time);
        // The upper 16 bits are zero, so that no string that runs over can write the value.
        chosen &= 0x0000FFFFFFFFFFFF;
        __security_cookie = chosen == __security_cookie ? chosen + 1 : chosen;
    }
}

extern "C"
{
    // Thread-local storage: the loader copies what lies between start and end for each thread, and calls back.
    unsigned long _tls_index = 0;
    __declspec(allocate(".tls")) char _tls_start = 0;
    __declspec(allocate(".tls$ZZZ")) char _tls_end = 0;
    __declspec(thread) bool __tls_guard = false;

    void __stdcall __dyn_tls_init(void *, unsigned long reason, void *)
    {
        if (reason != ThreadAttach || __tls_guard)
            return;
        __tls_guard = true;
        RunAll(&__xd_a + 1, &__xd_z);
    }

    // For threads that are older than the library.
    void __dyn_tls_on_demand_init()
    {
        __dyn_tls_init(nullptr, ThreadAttach, nullptr);
    }

    using Callback = void(__stdcall *)(void *, unsigned long, void *);
    __declspec(allocate(".CRT$XLA")) Callback __xl_a = nullptr;
    __declspec(allocate(".CRT$XLC")) Callback __xl_c = __dyn_tls_init;
    __declspec(allocate(".CRT$XLZ")) Callback __xl_z = nullptr;

    struct Directory // IMAGE_TLS_DIRECTORY64
    {
        void *start, *end;
        unsigned long *index;
        Callback *callbacks;
        unsigned long zeros, characteristics;
    };
    extern const Directory _tls_used;
    __declspec(allocate(".rdata$T")) const Directory _tls_used = {&_tls_start, &_tls_end, &_tls_index, &__xl_a + 1, 0, 0};

    int atexit(Action action)
    {
        return _register_onexit_function(&atEnd, reinterpret_cast<Function>(action));
    }

    int __stdcall _DllMainCRTStartup(void *library, unsigned long reason, void *reserved)
    {
        if (reason == ProcessAttach)
        {
            ChooseCookie();
            if (_initialize_onexit_table(&atEnd) != 0)
                return 0;
            for (Function volatile *function = &__xi_a + 1; function < &__xi_z; function++)
            {
                if (*function && (*function)() != 0)
                    return 0;
            }
            __dyn_tls_init(nullptr, ThreadAttach, nullptr);
            RunAll(&__xc_a + 1, &__xc_z);
        }
        int result = DllMain(library, reason, reserved);
        // With the whole process, nothing needs to be tidied up, and other threads are gone at any point.
        if (reason == ProcessDetach && reserved == nullptr)
            _execute_onexit_table(&atEnd);
        return result;
    }

    int _purecall()
    {
        abort();
    }

    [[noreturn]] void __report_rangecheckfailure()
    {
        FailFast(RangeCheck);
    }

    int __GSHandlerCheck(void *, void *, void *, void *)
    {
        return 1; // the search for a handler goes on
    }

    [[noreturn]] void WrongCookie()
    {
        FailFast(StackCookie);
    }

    // The argument is in rcx; all other registers stay as they are.
    __attribute__((naked)) void __security_check_cookie()
    {
        __asm__("cmpq __security_cookie(%rip), %rcx\n\t"
                "jne WrongCookie\n\t"
                "retq");
    }

    // Touches each page of a frame of rax bytes, from the top: the system grows a stack one guard page at a time. Keeps all registers.
    __attribute__((naked)) void __chkstk()
    {
        __asm__("pushq %r10\n\t"
                "pushq %r11\n\t"
                "leaq 24(%rsp), %r10\n\t" // the caller's stack pointer
                "xorl %r11d, %r11d\n\t"
                "subq %rax, %r10\n\t"
                "cmovbq %r11, %r10\n\t"      // larger than the address: probe down to 0, which faults
                "movq %gs:16, %r11\n\t"      // the lowest page that the thread has
                "cmpq %r11, %r10\n\t"
                "jae 2f\n\t"
                "andw $0xF000, %r10w\n"
                "1:\n\t"
                "subq $4096, %r11\n\t"
                "movb $0, (%r11)\n\t"
                "cmpq %r11, %r10\n\t"
                "jne 1b\n"
                "2:\n\t"
                "popq %r11\n\t"
                "popq %r10\n\t"
                "retq");
    }

    // Without control flow guard, a checked call is a call.
    __attribute__((naked)) void Dispatch()
    {
        __asm__("jmpq *%rax");
    }
    extern const Action __guard_dispatch_icall_fptr;
    const Action __guard_dispatch_icall_fptr = Dispatch;
}

namespace std
{
    struct nothrow_t
    {
    };
    extern const nothrow_t nothrow;
    const nothrow_t nothrow = {};
}

void *operator new(Size size, std::nothrow_t const &) noexcept
{
    return malloc(size != 0 ? size : 1);
}

void *operator new[](Size size, std::nothrow_t const &) noexcept
{
    return malloc(size != 0 ? size : 1);
}

void operator delete(void *memory, Size) noexcept
{
    free(memory);
}

void operator delete[](void *memory) noexcept
{
    free(memory);
}
