#include "clip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file, with a zero behind it; NULL if it cannot be read. */
static uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    uint8_t *bytes = NULL;
    if (file == NULL)
        return NULL;
    if (fseek(file, 0, SEEK_END) == 0) {
        long length = ftell(file);
        rewind(file);
        if (length >= 0 && (bytes = malloc((size_t)length + 1)) != NULL) {
            *size = fread(bytes, 1, (size_t)length, file);
            bytes[*size] = 0;
        }
    }
    fclose(file);
    return bytes;
}

size_t clip_frame_bytes(const clip_file *clip)
{
    size_t half_width = ((size_t)clip->width + 1) / 2, half_height = ((size_t)clip->height + 1) / 2;
    return (size_t)clip->width * (size_t)clip->height + 2 * half_width * half_height;
}

int clip_read_y4m(const char *path, clip_file *clip)
{
    size_t size = 0, frame, at;
    uint8_t *bytes = read_file(path, &size);
    char *line = (char *)bytes, *end = line == NULL ? NULL : strchr(line, '\n');
    int rate = 25, scale = 1;
    if (end == NULL || strncmp(line, "YUV4MPEG2", 9) != 0) {
        free(bytes);
        return 0;
    }
    *end = 0;
    at = (size_t)(end + 1 - line);
    for (char *field = strchr(line, ' '); field != NULL; field = strchr(field + 1, ' ')) {
        if (field[1] == 'W')
            clip->width = atoi(field + 2);
        else if (field[1] == 'H')
            clip->height = atoi(field + 2);
        else if (field[1] == 'F' && sscanf(field + 2, "%d:%d", &rate, &scale) == 2 && rate > 0 && scale > 0)
            clip->frames_per_second = (double)rate / scale;
    }
    if (clip->width < 1 || clip->height < 1 || clip->width > 4096 || clip->height > 4096) {
        free(bytes);
        return 0;
    }
    clip->full_range = strstr(line, " XCOLORRANGE=FULL") != NULL;
    /* Each frame has a line of its own; the pictures are moved together over them. */
    frame = clip_frame_bytes(clip);
    clip->pixels = bytes;
    for (clip->frames = 0; size - at > 6 + frame - 1 && memcmp(bytes + at, "FRAME\n", 6) == 0; clip->frames++) {
        memmove(bytes + (size_t)clip->frames * frame, bytes + at + 6, frame);
        at += 6 + frame;
    }
    return clip->frames > 0;
}

static uint32_t little(const uint8_t *bytes, int count)
{
    uint32_t value = 0;
    for (int i = count - 1; i >= 0; i--)
        value = value << 8 | bytes[i];
    return value;
}

int clip_read_wav(const char *path, clip_file *clip)
{
    size_t size = 0;
    uint8_t *bytes = read_file(path, &size);
    if (bytes == NULL || size < 44 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVEfmt ", 8) != 0
        || little(bytes + 20, 2) != 1 || little(bytes + 34, 2) != 16 || memcmp(bytes + 36, "data", 4) != 0) {
        free(bytes);
        return 0;
    }
    clip->channels = (int)little(bytes + 22, 2);
    clip->sample_rate = (int)little(bytes + 24, 4);
    clip->samples = (int)((size - 44) / 2);
    clip->sound = malloc((size_t)clip->samples * sizeof(float) + 1);
    for (int i = 0; clip->sound != NULL && i < clip->samples; i++)
        clip->sound[i] = (float)(int16_t)little(bytes + 44 + 2 * i, 2) / 32768.0f;
    free(bytes);
    return clip->sound != NULL;
}

void clip_free(clip_file *clip)
{
    free(clip->pixels);
    free(clip->sound);
    memset(clip, 0, sizeof *clip);
}
