/* Shows a picture for five seconds and says whether there is a face in it: follow MODEL FACE_MODEL PICTURE.rgb WIDTH HEIGHT */
#define _POSIX_C_SOURCE 199309L
#include <mmadfer.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

int main(int argc, char **argv)
{
    mmadfer_recognizer recognizer = 0;
    mmadfer_stream stream = 0;
    mmadfer_stream_options options = MMADFER_STREAM_OPTIONS_INIT;
    mmadfer_frame frame = MMADFER_FRAME_INIT;
    mmadfer_reading reading = MMADFER_READING_INIT;
    FILE *file;
    unsigned char *pixels;
    size_t bytes;
    int seen = 0, readings = 0;

    if (argc != 6)
        return 2;
    frame.width = atoi(argv[4]);
    frame.height = atoi(argv[5]);
    frame.format = MMADFER_RGB24;
    bytes = (size_t)3 * (size_t)frame.width * (size_t)frame.height;
    pixels = malloc(bytes);
    file = fopen(argv[3], "rb");
    if (pixels == NULL || file == NULL || fread(pixels, 1, bytes, file) != bytes)
        return 3;
    fclose(file);
    frame.pixels = pixels;
    options.face_model = argv[2];
    options.window = 1;
    if (mmadfer_load(argv[1], NULL, &recognizer) != MMADFER_OK || mmadfer_stream_open(recognizer, &options, &stream) != MMADFER_OK) {
        fprintf(stderr, "%s\n", mmadfer_last_error());
        return 1;
    }
    for (int i = 0; i < 100; i++) {
        const struct timespec pause = { 0, 50 * 1000 * 1000 };
        if (mmadfer_stream_push_frame(stream, &frame, i / 20.0) != MMADFER_OK || mmadfer_stream_update(stream, i / 20.0) != MMADFER_OK) {
            fprintf(stderr, "%s\n", mmadfer_last_error());
            return 1;
        }
        nanosleep(&pause, NULL);
        if (mmadfer_stream_poll(stream, &reading) == MMADFER_OK) {
            readings++;
            seen += (reading.flags & MMADFER_NO_FACE) == 0;
        }
    }
    mmadfer_close(recognizer);
    free(pixels);
    printf("%s\n", readings == 0 ? "no reading" : 2 * seen > readings ? "a face" : "no face");
    return 0;
}
