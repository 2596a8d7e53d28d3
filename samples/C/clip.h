/* The least of Y4M and WAV that the clips of this repository need: pictures of 4:2:0, samples of 16 bits. */
#ifndef CLIP_H
#define CLIP_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct clip_file {
    int width, height, frames;
    int full_range; /* Black is 0 and white 255. */
    double frames_per_second;
    uint8_t *pixels; /* Frame after frame, each a plane of Y, then of U and V. */
    int sample_rate, channels, samples;
    float *sound; /* Channels in turn. */
} clip_file;

/* Bytes from a frame to the next. */
size_t clip_frame_bytes(const clip_file *clip);

/* Reads the pictures; 0 if the file is not as expected. */
int clip_read_y4m(const char *path, clip_file *clip);

/* Reads the sound; 0 if the file is not as expected. */
int clip_read_wav(const char *path, clip_file *clip);

void clip_free(clip_file *clip);

#ifdef __cplusplus
}
#endif

#endif
