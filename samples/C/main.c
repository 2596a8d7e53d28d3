/* Recognises the emotion of a face and a voice, in C.
 *
 *   cmake -S samples/C -B artifacts/c -DCMAKE_PREFIX_PATH=$PWD/artifacts/native/linux-x64 && cmake --build artifacts/c
 *   artifacts/c/recognise packaging/models/demo.safetensors samples/Quickstart/clips/fear.y4m samples/Quickstart/clips/fear.wav
 */
#include <mmadfer.h>
#include <stdio.h>
#include <stdlib.h>

#include "clip.h"

/* 1. A clip as the library takes it: a description of each picture where it lies, and the sound. */
static mmadfer_result recognise(mmadfer_recognizer recognizer, const clip_file *file, mmadfer_prediction *prediction)
{
    mmadfer_clip clip = MMADFER_CLIP_INIT;
    mmadfer_frame picture = MMADFER_FRAME_INIT;
    mmadfer_frame *frames = malloc((size_t)file->frames * sizeof *frames);
    mmadfer_result result;
    if (frames == NULL)
        return MMADFER_ERROR_MEMORY;
    picture.format = MMADFER_I420;
    picture.width = file->width;
    picture.height = file->height;
    picture.full_range = file->full_range;
    for (int i = 0; i < file->frames; i++) {
        picture.pixels = file->pixels + (size_t)i * clip_frame_bytes(file);
        frames[i] = picture;
    }
    clip.frames = frames;
    clip.frame_count = file->frames;
    clip.frames_per_second = file->frames_per_second;
    clip.samples = file->sound;
    clip.sample_count = file->samples;
    clip.sample_rate = file->sample_rate;
    clip.channels = file->channels;
    result = mmadfer_recognize(recognizer, &clip, prediction);
    free(frames);
    return result;
}

int main(int argc, char **argv)
{
    mmadfer_recognizer recognizer = 0;
    mmadfer_info info = MMADFER_INFO_INIT;
    mmadfer_prediction prediction = MMADFER_PREDICTION_INIT;
    clip_file file = { 0 };
    char label[MMADFER_LABEL_SIZE];
    int code = 1;

    if (argc != 4) {
        fprintf(stderr, "Usage: recognise MODEL FRAMES.y4m VOICE.wav\n");
        return 2;
    }
    if (!mmadfer_is_supported()) {
        fprintf(stderr, "This processor lacks AVX2, which the library mmadfer was built for.\n");
        return 1;
    }
    if (!clip_read_y4m(argv[2], &file) || !clip_read_wav(argv[3], &file)) {
        fprintf(stderr, "%s and %s must be a Y4M file of 4:2:0 and a WAV file of 16 bits.\n", argv[2], argv[3]);
        clip_free(&file);
        return 1;
    }
    /* 2. The model. A real one is large: load it once and keep it. */
    if (mmadfer_load(argv[1], NULL, &recognizer) == MMADFER_OK && mmadfer_get_info(recognizer, &info) == MMADFER_OK
        && recognise(recognizer, &file, &prediction) == MMADFER_OK
        && mmadfer_get_label(recognizer, prediction.label, label, sizeof label) == MMADFER_OK) {
        /* 3. The answer. */
        printf("%s %.0f %%  (%s: %s)\n", label, 100 * prediction.confidence, info.engine, info.description);
        for (int i = 0; i < prediction.label_count && mmadfer_get_label(recognizer, i, label, sizeof label) == MMADFER_OK; i++)
            printf("  %-15s %.7f\n", label, prediction.probabilities[i]);
        code = 0;
    } else {
        /* Whatever goes wrong has one sentence. */
        fprintf(stderr, "%s\n", mmadfer_last_error());
    }
    mmadfer_close(recognizer);
    clip_free(&file);
    return code;
}
