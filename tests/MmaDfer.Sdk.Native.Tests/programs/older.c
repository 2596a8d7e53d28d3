/* A program that was compiled with the first header, whose structs and functions are written out here: older MODEL
 *
 * It must work with every later library: with as much of each struct as it knows, nothing written beyond that, and no flag or event that it
 * cannot do without.
 */
#define _POSIX_C_SOURCE 199309L
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

typedef struct {
    uint32_t size;
    int32_t threads;
    const char *engine, *adapter, *onnxruntime;
    int32_t half, two_clip, background, max_batch;
} options_type;

typedef struct {
    uint32_t size;
    int32_t image_size, label_count, is_trained;
    char engine[32], description[256];
} info_type;

typedef struct {
    uint32_t size;
    int32_t format;
    const void *pixels;
    int32_t width, height, stride, full_range, face;
    float face_x, face_y, face_width, face_height;
    int32_t reserved;
} frame_type;

typedef struct {
    uint32_t size;
    int32_t approximate;
    const char *face_model;
    double min_face, window, interval, max_frame_rate, lost_after, warm_up, smoothing, hysteresis, min_hold, min_confidence;
} stream_options_type;

typedef struct {
    uint32_t size;
    int32_t label;
    float confidence;
    uint32_t flags;
    float valence, arousal;
    double time;
    int32_t label_count, reserved;
    float probabilities[32];
} reading_type;

typedef struct {
    uint32_t size;
    int32_t kind, label, previous;
    const reading_type *reading;
    const char *message;
} event_type;

typedef void (*callback_type)(uint64_t stream, const event_type *event, void *user);

extern int32_t mmadfer_load(const char *path, const options_type *options, uint64_t *recognizer);
extern int32_t mmadfer_get_info(uint64_t recognizer, info_type *info);
extern int32_t mmadfer_stream_open(uint64_t recognizer, const stream_options_type *options, uint64_t *stream);
extern int32_t mmadfer_stream_push_frame(uint64_t stream, const frame_type *frame, double time);
extern int32_t mmadfer_stream_push_audio(uint64_t stream, const float *samples, int64_t count, int32_t rate, int32_t channels, double time);
extern int32_t mmadfer_stream_poll(uint64_t stream, reading_type *reading);
extern int32_t mmadfer_stream_set_callback(uint64_t stream, callback_type callback, void *user);
extern int32_t mmadfer_stream_update(uint64_t stream, double now);
extern int32_t mmadfer_close(uint64_t handle);
extern const char *mmadfer_last_error(void);

static int failures, kinds[16];

static void expect(int holds, const char *what)
{
    if (!holds) {
        fprintf(stderr, "not so: %s (%s)\n", what, mmadfer_last_error());
        failures++;
    }
}

static void on_event(uint64_t stream, const event_type *event, void *user)
{
    expect(stream != 0 && user == kinds && event->size >= sizeof *event, "an event");
    expect((event->kind == 1) == (event->reading != NULL), "a change of emotion has a reading, nothing else has");
    expect(event->reading == NULL || (event->reading->size >= sizeof *event->reading && event->reading->label == event->label), "the reading of an event");
    if (event->kind > 0 && event->kind < 16)
        kinds[event->kind]++;
}

/* Whether only the struct at the front was written. */
static int untouched(const void *memory, size_t size, size_t all)
{
    const unsigned char *bytes = memory;
    for (size_t i = size; i < all; i++)
        if (bytes[i] != 0xA5)
            return 0;
    return 1;
}

int main(int argc, char **argv)
{
    static union { info_type value; unsigned char room[1024]; } info;
    static union { reading_type value; unsigned char room[1024]; } reading;
    static unsigned char pixels[3 * 32 * 32];
    static float samples[1600];
    options_type options;
    stream_options_type stream_options;
    frame_type frame;
    uint64_t recognizer = 0, stream = 0;
    int readings = 0;
    if (argc != 2)
        return 2;
    for (int i = 0; i < 1600; i++)
        samples[i] = i % 8 < 4 ? 0.1f : -0.1f;

    memset(&options, 0, sizeof options);
    options.size = sizeof options;
    options.threads = 1;
    expect(mmadfer_load(argv[1], &options, &recognizer) == 0, "load");
    memset(&info, 0xA5, sizeof info);
    info.value.size = sizeof info.value;
    expect(mmadfer_get_info(recognizer, &info.value) == 0, "information");
    expect(info.value.label_count == 7 && strcmp(info.value.engine, "cpu") == 0 && info.value.size == sizeof info.value, "what it says");
    expect(untouched(&info, sizeof info.value, sizeof info), "no more is written than the struct of then");

    memset(&stream_options, 0, sizeof stream_options);
    stream_options.size = sizeof stream_options;
    stream_options.window = 1;
    stream_options.warm_up = -1;
    expect(mmadfer_stream_open(recognizer, &stream_options, &stream) == 0, "a stream");
    expect(mmadfer_stream_set_callback(stream, on_event, kinds) == 0, "a callback");
    memset(&frame, 0, sizeof frame);
    frame.size = sizeof frame;
    frame.pixels = pixels;
    frame.width = frame.height = 32;
    /* Until the threads of the library have had their turn. */
    for (int i = 0; i < 6000 && (readings == 0 || kinds[1] == 0); i++) {
        const struct timespec pause = { 0, 10 * 1000 * 1000 };
        for (size_t j = 0; j < sizeof pixels; j++)
            pixels[j] = (unsigned char)(i + (int)j);
        expect(mmadfer_stream_push_frame(stream, &frame, i / 10.0) == 0, "a frame");
        expect(mmadfer_stream_push_audio(stream, samples, 1600, 16000, 1, i / 10.0) == 0, "audio");
        expect(mmadfer_stream_update(stream, i / 10.0) == 0, "an update");
        memset(&reading, 0xA5, sizeof reading);
        reading.value.size = sizeof reading.value;
        if (mmadfer_stream_poll(stream, &reading.value) == 0) {
            expect(reading.value.label_count == 7 && untouched(&reading, sizeof reading.value, sizeof reading), "a reading of then");
            readings++;
        }
        nanosleep(&pause, NULL);
    }
    expect(readings > 0, "readings");
    expect(kinds[1] > 0 && kinds[2] == 1 && kinds[4] == 1, "events");
    expect(kinds[7] == 0 && kinds[8] == 0, "no events of scenes");
    expect(mmadfer_close(recognizer) == 0, "closed");
    puts(failures == 0 ? "as then" : "not as then");
    return failures != 0;
}
