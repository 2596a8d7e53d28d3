/* Ends in the middle of its work, without closing anything: leave MODEL */
#include <mmadfer.h>
#include <stdio.h>

static unsigned char pixels[3 * 96 * 96];
static float samples[1600];

int main(int argc, char **argv)
{
    mmadfer_recognizer recognizer = 0;
    mmadfer_stream stream = 0;
    mmadfer_frame frame = MMADFER_FRAME_INIT;
    if (argc != 2 || mmadfer_load(argv[1], NULL, &recognizer) != MMADFER_OK || mmadfer_stream_open(recognizer, NULL, &stream) != MMADFER_OK) {
        fprintf(stderr, "%s\n", mmadfer_last_error());
        return 1;
    }
    frame.pixels = pixels;
    frame.width = frame.height = 96;
    for (int i = 0; i < 40; i++) {
        mmadfer_stream_push_frame(stream, &frame, i / 10.0);
        mmadfer_stream_push_audio(stream, samples, 1600, 16000, 1, i / 10.0);
    }
    return 42;
}
