/* Calls the library at random, on several threads that share their handles: fuzz MODEL FACES.xml SEQUENCES SEED THREADS
 *
 * Fails if a function returns what the header does not name, or a fault of the library, or if memory grows. (That it does not end
 * the program is what the caller sees.) Pictures and sounds are always as large as is said: that alone cannot be checked.
 */
#define _POSIX_C_SOURCE 200809L
#include <limits.h>
#include <math.h>
#include <mmadfer.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _WIN32
#include <windows.h>
#include <psapi.h>
#else
#include <unistd.h>
#endif

enum { RECOGNIZERS = 3, STREAMS = 6, PIXELS = 3 * 64 * (4 * 64 + 16), SAMPLES = 4096, TAIL = 64 };

/* Streams and scenes are in one list: most functions take both. */
static uint64_t recognizers[RECOGNIZERS], streams[STREAMS], old_handles[16];
static const char *model, *faces;
/* The latter shows two whom FACES.xml takes for faces. */
static uint8_t *model_bytes, pixels[PIXELS], sofa[64 * 64];
static size_t model_size;
static float samples[SAMPLES];
static long calls, results[9], events, people_seen, done, sequences, first_memory, last_memory;
static int failed;

typedef struct dice {
    uint64_t state;
} dice;

static uint32_t roll(dice *d, uint32_t sides)
{
    d->state = d->state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((d->state >> 33) % sides);
}

static int chance(dice *d, uint32_t one_in) { return roll(d, one_in) == 0; }

/* A number of a list. */
#define PICK(d, list) ((list)[roll(d, sizeof(list) / sizeof *(list))])

static double any_double(dice *d)
{
    static const double odd[] = { NAN, INFINITY, -INFINITY, -1, 1e300, -1e-300, 1e9, -1e9, 1.7e9, 1e11, -1e11, 2e11, 0, 0.5, 2, 31, 1e-9 };
    return chance(d, 3) ? PICK(d, odd) : roll(d, 1000) / 100.0;
}

static int32_t any_int(dice *d)
{
    static const int32_t odd[] = { INT_MIN, INT_MAX, -1, 0, 1, 2, 33, 257, 1 << 20 };
    return chance(d, 2) ? PICK(d, odd) : (int32_t)roll(d, 20);
}

/* A handle that is open, was, or never was. */
static uint64_t any_handle(dice *d, int of_stream)
{
    if (chance(d, 12))
        return __atomic_load_n(&old_handles[roll(d, 16)], __ATOMIC_RELAXED);
    if (chance(d, 30))
        return (uint64_t)roll(d, 100) | (uint64_t)roll(d, 3) << 32;
    if (chance(d, 40))
        of_stream = !of_stream;
    return of_stream ? __atomic_load_n(&streams[roll(d, STREAMS)], __ATOMIC_RELAXED)
                     : __atomic_load_n(&recognizers[roll(d, RECOGNIZERS)], __ATOMIC_RELAXED);
}

/* Any size, but mostly the right one; what follows a struct in memory are zeros. */
static uint32_t any_size(dice *d, size_t right)
{
    static const int off[] = { -4, -8, 8, 32, TAIL };
    if (!chance(d, 25))
        return (uint32_t)right;
    return chance(d, 3) ? (chance(d, 2) ? 0 : UINT_MAX) : (uint32_t)((int)right + PICK(d, off));
}

/* Resident memory in KiB. */
static long memory(void)
{
#ifdef _WIN32
    PROCESS_MEMORY_COUNTERS counters;
    return K32GetProcessMemoryInfo(GetCurrentProcess(), &counters, sizeof counters) ? (long)(counters.WorkingSetSize / 1024) : 0;
#else
    long pages = 0, resident = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    if (file == NULL || fscanf(file, "%ld %ld", &pages, &resident) != 2)
        resident = 0;
    if (file != NULL)
        fclose(file);
    return resident * (sysconf(_SC_PAGESIZE) / 1024);
#endif
}

static mmadfer_result check(mmadfer_result result)
{
    __atomic_add_fetch(&calls, 1, __ATOMIC_RELAXED);
    if (result < MMADFER_ERROR_INTERNAL || result > MMADFER_CUT || result == MMADFER_ERROR_INTERNAL) {
        fprintf(stderr, "result %d: %s\n", (int)result, mmadfer_last_error());
        failed = 1;
    } else {
        __atomic_add_fetch(&results[result + 6], 1, __ATOMIC_RELAXED);
        if (result < 0 && mmadfer_last_error()[0] == 0) {
            fprintf(stderr, "result %d without a sentence\n", (int)result);
            failed = 1;
        }
    }
    return result;
}

static void MMADFER_CALL on_event(mmadfer_stream stream, const mmadfer_event *event, void *user)
{
    dice d = { (uint64_t)event->kind * 77 + (uint64_t)__atomic_add_fetch(&events, 1, __ATOMIC_RELAXED) };
    int of_person = event->kind == MMADFER_PERSON_APPEARED || event->kind == MMADFER_PERSON_LEFT;
    if (user != samples || event->size < sizeof *event || (event->kind == MMADFER_EMOTION_CHANGED && event->reading == NULL)
        || (event->kind != MMADFER_EMOTION_CHANGED && event->reading != NULL && !of_person) || (of_person && (event->person == NULL || event->person->id < 1))) {
        fprintf(stderr, "an event that is not as it should be\n");
        failed = 1;
    }
    if (chance(&d, 50))
        check(mmadfer_close(stream));
    if (chance(&d, 20))
        check(mmadfer_stream_update(stream, NAN));
}

static mmadfer_frame any_frame(dice *d)
{
    static const int32_t sizes[] = { 0, -1, INT_MIN, INT_MAX, 32769, 40000 }, strides[] = { -1, 1, INT_MIN, INT_MAX };
    mmadfer_frame frame = MMADFER_FRAME_INIT;
    frame.size = any_size(d, sizeof frame);
    frame.pixels = chance(d, 60) ? NULL : pixels;
    frame.format = chance(d, 20) ? any_int(d) : (int32_t)roll(d, 9);
    frame.width = chance(d, 30) ? PICK(d, sizes) : (int32_t)(1 + roll(d, 64));
    frame.height = chance(d, 30) ? PICK(d, sizes) : (int32_t)(1 + roll(d, 64));
    /* Of INT_MAX bytes between rows, a single row takes none. */
    frame.stride = chance(d, 30) ? PICK(d, strides) : chance(d, 2) ? 0 : (int32_t)(4 * 64 + roll(d, 16)) * (chance(d, 2) ? 1 : -1);
    frame.full_range = any_int(d);
    frame.rotation = chance(d, 20) ? any_int(d) : 90 * (int32_t)roll(d, 4);
    frame.mirrored = any_int(d);
    if (chance(d, 3)) {
        frame.face = chance(d, 20) ? any_int(d) : (int32_t)roll(d, 3);
        frame.face_x = (float)any_double(d);
        frame.face_y = (float)any_double(d);
        frame.face_width = (float)any_double(d);
        frame.face_height = (float)any_double(d);
    }
    return frame;
}

static void replace(dice *d, uint64_t *slot, uint64_t handle)
{
    uint64_t old = __atomic_exchange_n(slot, handle, __ATOMIC_ACQ_REL);
    __atomic_store_n(&old_handles[roll(d, 16)], old, __ATOMIC_RELAXED);
    check(mmadfer_close(old));
}

static void load(dice *d)
{
    struct { mmadfer_options options; char tail[TAIL]; } given;
    static const char *engines[] = { "cpu", "", "CPU", "warp", "cpu,cpu", "\xff\xfe", "onnx-cpu" };
    uint64_t handle = 0;
    mmadfer_result result;
    memset(&given, 0, sizeof given);
    given.options.size = any_size(d, sizeof given.options);
    given.options.threads = chance(d, 10) ? any_int(d) : 1;
    if (given.options.threads < 0 || given.options.threads > 4)
        given.options.threads = -1;
    given.options.engine = chance(d, 6) ? PICK(d, engines) : NULL;
    given.options.two_clip = chance(d, 4);
    given.options.eight_bit = chance(d, 4);
    given.options.background = chance(d, 4);
    given.options.max_batch = chance(d, 10) ? any_int(d) : 0;
    given.options.adapter = chance(d, 20) ? model : NULL;
    if (chance(d, 2)) {
        result = check(mmadfer_load(chance(d, 10) ? "/no/such/file" : chance(d, 20) ? NULL : model, &given.options, chance(d, 50) ? NULL : &handle));
    } else {
        /* As it is, cut short, or with a byte that is wrong. */
        uint8_t *copy = malloc(model_size);
        size_t size = chance(d, 3) ? roll(d, (uint32_t)model_size) : model_size;
        memcpy(copy, model_bytes, model_size);
        if (chance(d, 3))
            copy[roll(d, 4096)] ^= (uint8_t)(1 + roll(d, 255));
        result = check(mmadfer_load_memory(chance(d, 30) ? NULL : copy, size, &given.options, chance(d, 50) ? NULL : &handle));
        free(copy);
    }
    if ((result == MMADFER_OK) != (handle != 0))
        failed = 1;
    if (handle != 0)
        replace(d, &recognizers[roll(d, RECOGNIZERS)], handle);
}

static void open_stream(dice *d)
{
    static const char *maps[] = { "happiness=glad,surprise=glad", "", "x=y", "=", "happiness", " , ,", "happiness=a,happiness=b", "fear=", "\xff=\xfe" };
    struct { mmadfer_stream_options options; char tail[TAIL]; } given;
    struct { mmadfer_scene_options options; char tail[TAIL]; } scene;
    uint64_t handle = 0;
    memset(&given, 0, sizeof given);
    memset(&scene, 0, sizeof scene);
    given.options.size = any_size(d, sizeof given.options);
    scene.options.size = any_size(d, sizeof scene.options);
    if (chance(d, 3)) {
        double *fields = &given.options.min_face;
        fields[roll(d, 10)] = any_double(d);
        given.options.approximate = chance(d, 6);
        given.options.face_model = chance(d, 10) ? model : chance(d, 10) ? "default" : NULL;
        given.options.restart_on_change = any_int(d);
        given.options.label_map = chance(d, 3) ? PICK(d, maps) : NULL;
        given.options.reserved = chance(d, 20);
    }
    if (chance(d, 2)) {
        check(mmadfer_stream_open(any_handle(d, 0), chance(d, 3) ? NULL : &given.options, chance(d, 50) ? NULL : &handle));
    } else {
        given.options.face_model = chance(d, 20) ? given.options.face_model : faces;
        scene.options.stream = chance(d, 30) ? NULL : &given.options;
        scene.options.max_people = chance(d, 4) ? any_int(d) : 0;
        scene.options.share_voice = chance(d, 3);
        check(mmadfer_scene_open(any_handle(d, 0), chance(d, 30) ? NULL : &scene.options, chance(d, 50) ? NULL : &handle));
    }
    if (handle != 0) {
        check(mmadfer_stream_set_callback(handle, on_event, samples));
        replace(d, &streams[roll(d, STREAMS)], handle);
    }
}

static void recognise(dice *d)
{
    struct { mmadfer_clip clip; char tail[TAIL]; } given;
    struct { mmadfer_prediction prediction; char tail[TAIL]; } answer;
    static const int64_t counts[] = { -1, 1, INT64_MAX, INT64_MIN };
    mmadfer_frame frames[20];
    int wild = chance(d, 4);
    memset(&given, 0, sizeof given);
    memset(&answer, 0, sizeof answer);
    for (int i = 0; i < 20; i++) {
        frames[i] = any_frame(d);
        if (!wild) {
            mmadfer_frame plain = MMADFER_FRAME_INIT;
            plain.pixels = pixels;
            plain.width = plain.height = 16;
            frames[i] = plain;
        }
    }
    given.clip.size = any_size(d, sizeof given.clip);
    given.clip.frames = chance(d, 20) ? NULL : frames;
    given.clip.frame_count = chance(d, 20) ? -(int32_t)roll(d, 3) : (int32_t)roll(d, 21);
    given.clip.frames_per_second = chance(d, 5) ? any_double(d) : 0;
    given.clip.samples = chance(d, 20) ? NULL : samples;
    given.clip.sample_count = chance(d, 20) ? PICK(d, counts) : (int64_t)roll(d, SAMPLES);
    given.clip.sample_rate = chance(d, 10) ? any_int(d) : 16000;
    given.clip.channels = chance(d, 5) ? any_int(d) : 1;
    if (chance(d, 10)) {
        /* Too short to be heard, and nothing else. */
        given.clip.frame_count = 0;
        given.clip.samples = samples;
        given.clip.sample_count = 1 + (int64_t)roll(d, 300);
        given.clip.sample_rate = 16000;
        given.clip.channels = 1;
    }
    answer.prediction.size = any_size(d, sizeof answer.prediction);
    if (check(mmadfer_recognize(any_handle(d, 0), chance(d, 50) ? NULL : &given.clip, chance(d, 50) ? NULL : &answer.prediction)) == MMADFER_OK) {
        float sum = 0;
        for (int i = 0; i < MMADFER_MAX_LABELS; i++)
            sum += answer.prediction.probabilities[i];
        if (!(fabsf(sum - 1) < 1e-4f) || answer.prediction.label < 0 || answer.prediction.label >= answer.prediction.label_count) {
            fprintf(stderr, "a prediction that is none\n");
            failed = 1;
        }
    }
}

static void ask(dice *d)
{
    struct { mmadfer_info info; char tail[TAIL]; } given;
    struct { mmadfer_statistics statistics; char tail[TAIL]; } counts;
    char text[400];
    int32_t capacity = chance(d, 4) ? any_int(d) : (int32_t)sizeof text;
    if (capacity > (int32_t)sizeof text)
        capacity = -1;
    memset(&given, 0, sizeof given);
    memset(&counts, 0, sizeof counts);
    given.info.size = any_size(d, sizeof given.info);
    counts.statistics.size = any_size(d, sizeof counts.statistics);
    switch (roll(d, 5)) {
    case 0: check(mmadfer_get_info(any_handle(d, 0), chance(d, 30) ? NULL : &given.info)); break;
    case 1: check(mmadfer_get_label(any_handle(d, 0), any_int(d), chance(d, 30) ? NULL : text, capacity)); break;
    case 2: check(mmadfer_stream_get_label(any_handle(d, 1), any_int(d), chance(d, 30) ? NULL : text, capacity)); break;
    case 3: check(mmadfer_stream_get_statistics(any_handle(d, 1), chance(d, 30) ? NULL : &counts.statistics)); break;
    default: check(mmadfer_get_engines(any_handle(d, 0), chance(d, 30) ? NULL : text, capacity)); break;
    }
}

static void push(dice *d, double time)
{
    struct { mmadfer_frame frame; char tail[TAIL]; } given;
    static const int64_t counts[] = { -1, INT64_MAX, INT64_MIN, 1, 0 };
    int64_t count = chance(d, 20) ? PICK(d, counts) : (int64_t)roll(d, SAMPLES);
    double at = chance(d, 20) ? any_double(d) : time;
    if (chance(d, 2)) {
        memset(&given, 0, sizeof given);
        given.frame = any_frame(d);
        /* The same again and again, so that faces stay where they are. */
        if (chance(d, 2)) {
            mmadfer_frame plain = MMADFER_FRAME_INIT;
            plain.pixels = sofa;
            plain.width = plain.height = 64;
            plain.format = MMADFER_GRAY8;
            given.frame = plain;
        }
        check(mmadfer_stream_push_frame(any_handle(d, 1), chance(d, 60) ? NULL : &given.frame, at));
    } else {
        check(mmadfer_stream_push_audio(any_handle(d, 1), chance(d, 60) ? NULL : samples, count, chance(d, 20) ? any_int(d) : 16000,
            chance(d, 10) ? any_int(d) : 1, at));
        check(mmadfer_stream_push_playback(any_handle(d, 1), chance(d, 60) ? NULL : samples, count, chance(d, 20) ? any_int(d) : 16000,
            chance(d, 10) ? any_int(d) : 1, at));
    }
}

static void poll(dice *d)
{
    struct { mmadfer_reading reading; char tail[TAIL]; } given;
    memset(&given, 0, sizeof given);
    given.reading.size = any_size(d, sizeof given.reading);
    check(mmadfer_stream_poll(any_handle(d, 1), chance(d, 60) ? NULL : &given.reading));
}

static void poll_scene(dice *d)
{
    mmadfer_person people[8] = { MMADFER_PERSON_INIT };
    mmadfer_reading readings[8] = { MMADFER_READING_INIT };
    int32_t capacity = chance(d, 6) ? -(int32_t)roll(d, 2) : (int32_t)(1 + roll(d, 8)), count = -1;
    mmadfer_result result;
    if (chance(d, 20))
        (chance(d, 2) ? &people->size : &readings->size)[0] = chance(d, 2) ? 0 : UINT_MAX;
    result = check(mmadfer_scene_poll(any_handle(d, 1), chance(d, 60) ? NULL : people, chance(d, 4) ? NULL : readings, capacity, chance(d, 60) ? NULL : &count));
    if (result < 0 ? count != -1 : count < 0 || count > capacity) {
        fprintf(stderr, "%d people\n", (int)count);
        failed = 1;
    }
    for (int32_t i = 0; i < count; i++) {
        __atomic_add_fetch(&people_seen, 1, __ATOMIC_RELAXED);
        if (people[i].size != sizeof *people || people[i].id < 1 || people[i].is_speaking < -1 || people[i].is_speaking > 1 || !(people[i].face_width > 0)) {
            fprintf(stderr, "a person who is none\n");
            failed = 1;
        }
    }
}

static void baseline(dice *d)
{
    static char saved[2048];
    static const char *texts[] = { "", "happiness=1", "neutral=0", "=", "happiness=nan\nneutral=0", "x", "\xff\xfe=1" };
    char text[2048] = "";
    int32_t capacity = chance(d, 6) ? -(int32_t)roll(d, 2) : (int32_t)(1 + roll(d, sizeof text));
    switch (roll(d, 3)) {
    case 0: check(mmadfer_stream_capture_baseline(any_handle(d, 1), any_double(d))); break;
    case 1:
        /* Threads overwrite each other's text: what is no baseline then is refused. */
        if (check(mmadfer_stream_get_baseline(any_handle(d, 1), chance(d, 30) ? NULL : text, capacity)) == MMADFER_OK && text[0] != 0) {
            for (size_t i = 0; i < sizeof text - 1; i++)
                __atomic_store_n(&saved[i], text[i], __ATOMIC_RELAXED);
        }
        break;
    default:
        for (size_t i = 0; i < sizeof text - 1; i++)
            text[i] = __atomic_load_n(&saved[i], __ATOMIC_RELAXED);
        check(mmadfer_stream_set_baseline(any_handle(d, 1), chance(d, 30) ? NULL : chance(d, 3) ? PICK(d, texts) : text));
        break;
    }
}

static void sequence(dice *d, double time)
{
    for (uint32_t i = 1 + roll(d, 12); i > 0; i--) {
        uint32_t what = roll(d, 2000);
        if (what < 12)
            load(d);
        else if (what < 30)
            recognise(d);
        else if (what < 110)
            open_stream(d);
        else if (what < 130)
            check(mmadfer_close(any_handle(d, !chance(d, 20))));
        else if (what < 135)
            check(mmadfer_set_adapter(any_handle(d, 0), chance(d, 2) ? NULL : model));
        else if (what < 200)
            check(mmadfer_stream_set_callback(any_handle(d, 1), chance(d, 9) ? NULL : on_event, samples));
        else if (what < 400)
            ask(d);
        else if (what < 1200)
            push(d, time);
        else if (what < 1380)
            poll(d);
        else if (what < 1560)
            poll_scene(d);
        else if (what < 1600)
            baseline(d);
        else
            check(mmadfer_stream_update(any_handle(d, 1), chance(d, 2) ? NAN : chance(d, 20) ? any_double(d) : time));
    }
}

static void *run(void *argument)
{
    dice d = { *(uint64_t *)argument };
    for (;;) {
        long number = __atomic_add_fetch(&done, 1, __ATOMIC_RELAXED);
        if (number > sequences || failed)
            return NULL;
        if (number % (sequences / 10 > 0 ? sequences / 10 : 1) == 0) {
            last_memory = memory();
            /* Before that, threads, streams and face finders get their memory for the first time. */
            if (first_memory == 0 && 2 * number >= sequences)
                first_memory = last_memory;
            fprintf(stderr, "%ld sequences, %ld KiB\n", number, last_memory);
        }
        sequence(&d, (double)number / 100);
    }
}

int main(int argc, char **argv)
{
    pthread_t threads[16];
    uint64_t seeds[16];
    FILE *file = argc == 6 ? fopen(argv[1], "rb") : NULL;
    int count = argc == 6 ? atoi(argv[5]) : 0;
    dice d = { 1 };
    if (file == NULL || count < 1 || count > 16) {
        fprintf(stderr, "Usage: fuzz MODEL FACES.xml SEQUENCES SEED THREADS\n");
        return 2;
    }
    model = argv[1];
    faces = argv[2];
    sequences = atol(argv[3]);
    fseek(file, 0, SEEK_END);
    model_size = (size_t)ftell(file);
    rewind(file);
    model_bytes = malloc(model_size);
    if (fread(model_bytes, 1, model_size, file) != model_size)
        return 2;
    fclose(file);
    for (int i = 0; i < PIXELS; i++)
        pixels[i] = (uint8_t)roll(&d, 256);
    for (int y = 0; y < 64; y++)
        for (int x = 0; x < 64; x++)
            sofa[64 * y + x] = (uint8_t)(20 + roll(&d, 8) + (y >= 26 && y < 38 && ((x >= 8 && x < 20) || (x >= 44 && x < 56)) ? 180 : 0));
    for (int i = 0; i < SAMPLES; i++)
        samples[i] = roll(&d, 2000) / 10000.0f - 0.1f;
    for (int i = 0; i < RECOGNIZERS; i++)
        check(mmadfer_load(model, NULL, &recognizers[i]));

    for (int i = 0; i < count; i++) {
        seeds[i] = strtoull(argv[4], NULL, 10) * 1000 + (uint64_t)i;
        pthread_create(&threads[i], NULL, run, &seeds[i]);
    }
    for (int i = 0; i < count; i++)
        pthread_join(threads[i], NULL);
    for (int i = 0; i < STREAMS; i++)
        mmadfer_close(streams[i]);
    for (int i = 0; i < RECOGNIZERS; i++)
        mmadfer_close(recognizers[i]);
    free(model_bytes);
    printf("sequences %ld calls %ld events %ld people %ld ok %ld no_reading %ld cut %ld argument %ld handle %ld model %ld engine %ld media %ld memory %ld\n",
        sequences, calls, events, people_seen, results[6], results[7], results[8], results[5], results[4], results[3], results[2], results[1], results[0]);
    printf("KiB halfway %ld, in the end %ld\n", first_memory, last_memory);
    if (last_memory > first_memory + 65536) {
        fprintf(stderr, "memory grows\n");
        return 1;
    }
    return failed;
}
