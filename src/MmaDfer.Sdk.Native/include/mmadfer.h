/*
 * mmadfer.h: emotion recognition from face and voice, on the device, for C and C++ (C99 or later).
 *
 * Load a model, then recognise clips, or open a stream for each player and push frames and sound as they come:
 *
 *     mmadfer_recognizer recognizer = 0;
 *     if (mmadfer_load("dfew.safetensors", NULL, &recognizer) != MMADFER_OK)
 *         puts(mmadfer_last_error());
 *
 * What holds for all functions
 *   Errors     Every function that can fail returns a mmadfer_result: 0 done, above 0 done with a warning, below 0 an error. The
 *              sentence to an error is in mmadfer_last_error() of the same thread. After an error, outputs are as they were.
 *   Threads    Any function may be called from any thread at any time, also on one handle at once.
 *   Handles    Numbers that are never given twice. One that was closed, or never was, is MMADFER_ERROR_HANDLE. 0 is never valid.
 *   Structs    Begin with their size, which the caller sets to sizeof (the ..._INIT macros do); programs compiled with an older
 *              header go on working with a newer library. In options, 0 and NULL mean the default.
 *   Memory     Whatever is passed is used during the call only, and copied if need be. Nothing has to be freed but by mmadfer_close.
 *              Pointers must be valid for what is said to be there: that is the one thing that the library cannot check.
 *   Strings    UTF-8, ending with a zero.
 *   Times      Seconds, on a clock of the caller's (Unix time will do), from -1e11 to 1e11.
 *   Processor  The x64 library needs AVX2 (every processor for games since 2015), unless it was built for less (packaging/native). On
 *              another, the first call ends the program: ask mmadfer_is_supported() before.
 *   Unloading  The library cannot be unloaded again (dlclose and FreeLibrary leave it where it is).
 *
 * MIT licence.
 */
#ifndef MMADFER_H
#define MMADFER_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#  define MMADFER_API __declspec(dllimport)
#  define MMADFER_CALL __cdecl
#else
#  define MMADFER_API
#  define MMADFER_CALL
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* Version of this header; mmadfer_version() tells that of the library. 10000 x major + 100 x minor + patch. */
#define MMADFER_VERSION 100

/* Most labels that a model may have. */
#define MMADFER_MAX_LABELS 32

/* Bytes that any label fits into, with its zero. */
#define MMADFER_LABEL_SIZE 304

/* A loaded model. */
typedef uint64_t mmadfer_recognizer;

/* Follows one face, or one player. */
typedef uint64_t mmadfer_stream;

/* What functions return: one of the following. */
typedef int32_t mmadfer_result;

enum {
    MMADFER_OK = 0,              /* Done. */
    MMADFER_NO_READING = 1,      /* Not an error: there is no reading yet, so none was written. */
    MMADFER_CUT = 2,             /* Not an error: the text did not fit and was cut, at a whole character. */
    MMADFER_ERROR_ARGUMENT = -1, /* An argument or a field is null, no number, out of range, or does not go with the others. */
    MMADFER_ERROR_HANDLE = -2,   /* The handle is closed, never was one, or is of the other kind. */
    MMADFER_ERROR_MODEL = -3,    /* A model, adapter or face model is missing, damaged, or does not fit. */
    MMADFER_ERROR_ENGINE = -4,   /* The engine is not available on this machine, or failed while it ran. */
    MMADFER_ERROR_MEDIA = -5,    /* Pictures or sound that nothing can be made of. */
    MMADFER_ERROR_MEMORY = -6,   /* The machine has no memory left. */
    MMADFER_ERROR_INTERNAL = -7  /* A fault of this library; please report its sentence. */
};

/* How the bytes of a picture lie in memory. */
enum {
    MMADFER_RGB24 = 0,  /* 3 bytes a pixel: red, green, blue. */
    MMADFER_BGR24 = 1,  /* 3 bytes a pixel: blue, green, red (OpenCV). */
    MMADFER_RGBA32 = 2, /* 4 bytes a pixel: red, green, blue, alpha (ignored). */
    MMADFER_BGRA32 = 3, /* 4 bytes a pixel: blue, green, red, alpha (ignored); Unreal's FColor, Direct3D. */
    MMADFER_ARGB32 = 4, /* 4 bytes a pixel: alpha (ignored), red, green, blue. */
    MMADFER_GRAY8 = 5,  /* 1 byte a pixel. */
    MMADFER_NV12 = 6,   /* A plane of Y, then one of half its height of U and V in turn. */
    MMADFER_I420 = 7,   /* A plane of Y, then quarter-size planes of U and of V. */
    MMADFER_YUY2 = 8    /* 2 bytes a pixel: Y0 U Y1 V. */
};

/* What is known about the face in a picture. */
enum {
    MMADFER_FACE_UNKNOWN = 0, /* Let the stream's face model find it; without one, the whole picture is the face. */
    MMADFER_FACE_AT = 1,      /* It is at face_x, face_y, face_width, face_height. */
    MMADFER_FACE_NONE = 2     /* The picture shows no face. */
};

/* What a reading rests on, or does not. */
enum {
    MMADFER_NO_FACE = 1,     /* No face for lost_after seconds: it rests on the voice alone. */
    MMADFER_NO_AUDIO = 2,    /* No sound for lost_after seconds: it rests on the face alone. */
    MMADFER_WARMING_UP = 4,  /* Too little of the window is filled yet. */
    MMADFER_STALE = 8        /* Older than a whole window: the machine is too slow, or recognising fails. */
};

/* What an event tells. */
enum {
    MMADFER_EMOTION_CHANGED = 1, /* Another label is to be shown: label, previous and reading say which. */
    MMADFER_FACE_FOUND = 2,      /* A face is there that was not. */
    MMADFER_FACE_LOST = 3,       /* No face was seen for lost_after seconds. */
    MMADFER_AUDIO_FOUND = 4,     /* Sound is there that was not. */
    MMADFER_AUDIO_LOST = 5,      /* No sound was pushed for lost_after seconds. */
    MMADFER_FAULTED = 6          /* Recognising failed, message says why; it is tried again with the next window. Or times are not on one
                                    clock, message says by how much. Told once until it works again. */
};

/* How a model is loaded. All zero but size: the defaults. */
typedef struct mmadfer_options {
    uint32_t size;           /* sizeof(mmadfer_options) */
    int32_t threads;         /* Threads that share a run, 1 to 256; 0: one per processor, 16 at most. Give a game's fewer. */
    const char *engine;      /* "cpu" (NULL: the same), "onnx-cpu", "onnx-cuda:0", "directml:0", "webgpu", "coreml"; several with
                                commas are tried in that order; "auto": the best that works. */
    const char *adapter;     /* Path of an adapter of this very model; NULL: none. */
    const char *onnxruntime; /* Absolute path of ONNX Runtime's library, or of its folder, for the engines that need it. NULL: beside
                                this library, then beside the program, then where MMADFER_ONNXRUNTIME says. */
    int32_t half;            /* Not 0: the engines of ONNX Runtime compute in float16. */
    int32_t two_clip;        /* Not 0: averages two choices of frames of a clip: a little better, twice the time. */
    int32_t background;      /* Not 0: the engine "cpu" takes the priority of its own threads below normal. */
    int32_t max_batch;       /* Windows of several streams in one run, 1 to 32, where that pays; 0: 1. */
} mmadfer_options;

/* What was loaded. Written by mmadfer_get_info. */
typedef struct mmadfer_info {
    uint32_t size;          /* sizeof(mmadfer_info), set by the caller */
    int32_t image_size;     /* Width and height of the pictures that the network sees; any picture is resized to it. */
    int32_t label_count;    /* Labels that the model knows: mmadfer_get_label tells their names. */
    int32_t is_trained;     /* 1 yes; 0 no, so answers mean nothing; -1 the file does not say. */
    char engine[32];        /* Name of the engine that runs now. */
    char description[256];  /* What there is to say about it: "AVX2, 4 threads, float32". */
} mmadfer_info;

/* A picture in the caller's memory. */
typedef struct mmadfer_frame {
    uint32_t size;      /* sizeof(mmadfer_frame) */
    int32_t format;     /* MMADFER_RGB24 and so on. */
    const void *pixels; /* Lowest address of the picture; all rows, and all planes, one directly after the other. */
    int32_t width;      /* Pixels in a row, 1 to 32768. */
    int32_t height;     /* Rows, 1 to 32768. */
    int32_t stride;     /* Bytes from a row to the next; 0: rows without gaps; negative: the last row comes first in memory. */
    int32_t full_range; /* Not 0: black of the YUV formats is 0 and white 255, instead of 16 and 235. */
    int32_t face;       /* MMADFER_FACE_UNKNOWN and so on; for streams. In clips 0. */
    float face_x;       /* With MMADFER_FACE_AT: left edge of the face in pixels, */
    float face_y;       /*   its upper edge, */
    float face_width;   /*   its width, */
    float face_height;  /*   its height. */
    int32_t reserved;   /* 0 */
} mmadfer_frame;

/* A clip in the caller's memory: pictures of a face, and its voice. One of the two may be missing. */
typedef struct mmadfer_clip {
    uint32_t size;               /* sizeof(mmadfer_clip) */
    int32_t frame_count;         /* Pictures, in order; 0: none. 16 are looked at; of fewer, the last one is repeated. */
    const mmadfer_frame *frames; /* The pictures, cut to the face; all with the same size field. */
    double frames_per_second;    /* How far apart they are; 0: 25. */
    const float *samples;        /* Sound, -1 to 1, channels in turn. */
    int64_t sample_count;        /* Samples of all channels together; 0: no sound. */
    int32_t sample_rate;         /* Samples a second of one channel, 100 to 768000. Nothing is resampled. */
    int32_t channels;            /* Channels; 0: 1. */
} mmadfer_clip;

/* What the network thinks of a clip. Written by mmadfer_recognize. */
typedef struct mmadfer_prediction {
    uint32_t size;      /* sizeof(mmadfer_prediction), set by the caller */
    int32_t label;      /* Number of the most probable label, from 0. */
    float confidence;   /* Its probability, 0 to 1; calibrated if the model's file or the adapter holds a temperature. */
    int32_t label_count;
    int32_t has_frames; /* 0: the network saw no face. */
    int32_t has_audio;  /* 0: the network heard nothing (no sound, or less than 25 ms). */
    double start;       /* Span of the clip that was looked at. */
    double end;
    float probabilities[MMADFER_MAX_LABELS]; /* Of each label, 0 to 1; they sum to 1. Zeros follow. */
} mmadfer_prediction;

/* How a stream looks and listens. All zero but size: the defaults, which suit a player at a desk. */
typedef struct mmadfer_stream_options {
    uint32_t size;           /* sizeof(mmadfer_stream_options) */
    int32_t approximate;     /* Not 0: windows reuse frames of the one before; cheaper, for the engine "cpu". */
    const char *face_model;  /* Path of a cascade of OpenCV that finds the face in pictures; NULL: the whole picture is the face. */
    double face_scale;       /* What its boxes are multiplied by, 0.1 to 10; 0: 1. 1.2 for haarcascade_frontalface_alt2.xml. */
    double window;           /* Span of time that a reading rests on, 0.5 to 30; 0: 3. */
    double interval;         /* From a reading to the next, 0.001 to 3600; 0: 0.25. */
    double max_frame_rate;   /* Frames a second that are kept, 1 to 240; 0: 30. */
    double lost_after;       /* How long no face or sound must be there to count as lost, 0.001 to 3600; 0: 1. */
    double warm_up;          /* Share of the window that must be filled, up to 1; 0: 0.5; negative: off. */
    double smoothing;        /* Time constant of the smoothing; 0: 0.5; negative: off. */
    double hysteresis;       /* By how much more probable another label must be to be shown, up to 1; 0: 0.1; negative: off. */
    double min_hold;         /* How long a label is shown at least; 0: 0.5; negative: off. */
    double min_confidence;   /* How probable a label must be to be shown, 0 to 1. */
} mmadfer_stream_options;

/* What is known about a player at a time. Written by mmadfer_stream_poll. */
typedef struct mmadfer_reading {
    uint32_t size;     /* sizeof(mmadfer_reading), set by the caller */
    int32_t label;     /* Number of the label to show, from 0; -1: none. */
    float confidence;  /* Its smoothed probability, calibrated as that of a prediction; 0 without a label. */
    uint32_t flags;    /* MMADFER_NO_FACE and so on, added up. Bits that this header does not name are to be ignored. */
    float valence;     /* From unpleasant (-1) to pleasant (1); no number (NaN) where nothing is known. */
    float arousal;     /* From calm (-1) to excited (1), likewise. */
    double time;       /* End of the window that it rests on. */
    int32_t label_count;
    int32_t reserved;
    float probabilities[MMADFER_MAX_LABELS]; /* Smoothed; they sum to 1, or are 0 where neither face nor sound is there. */
} mmadfer_reading;

/* Something happened. Valid during the call of a callback only. */
typedef struct mmadfer_event {
    uint32_t size;                  /* sizeof(mmadfer_event) of the library; never smaller than that of this header. */
    int32_t kind;                   /* MMADFER_EMOTION_CHANGED and so on. Ignore kinds that you do not know. */
    int32_t label;                  /* MMADFER_EMOTION_CHANGED: the label to show; -1: none. Otherwise -1. */
    int32_t previous;               /* MMADFER_EMOTION_CHANGED: the label before; -1: none. Otherwise -1. */
    const mmadfer_reading *reading; /* MMADFER_EMOTION_CHANGED: all that is known; otherwise NULL. */
    const char *message;            /* MMADFER_FAULTED: what failed, in one sentence; otherwise NULL. */
} mmadfer_event;

/*
 * Told what happened, by mmadfer_stream_update and on its thread only. May call any function of this library, also close its own
 * stream; must not leave by longjmp or by a C++ exception.
 *
 * stream  Whose event it is.
 * event   What happened; never NULL.
 * user    What was given to mmadfer_stream_set_callback.
 */
typedef void(MMADFER_CALL *mmadfer_callback)(mmadfer_stream stream, const mmadfer_event *event, void *user);

#define MMADFER_OPTIONS_INIT { sizeof(mmadfer_options), 0, NULL, NULL, NULL, 0, 0, 0, 0 }
#define MMADFER_INFO_INIT { sizeof(mmadfer_info), 0, 0, 0, { 0 }, { 0 } }
#define MMADFER_FRAME_INIT { sizeof(mmadfer_frame), 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
#define MMADFER_CLIP_INIT { sizeof(mmadfer_clip), 0, NULL, 0, NULL, 0, 0, 0 }
#define MMADFER_PREDICTION_INIT { sizeof(mmadfer_prediction), 0, 0, 0, 0, 0, 0, 0, { 0 } }
#define MMADFER_STREAM_OPTIONS_INIT { sizeof(mmadfer_stream_options), 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
#define MMADFER_READING_INIT { sizeof(mmadfer_reading), 0, 0, 0, 0, 0, 0, 0, 0, { 0 } }

#if defined(_WIN32) && (defined(_M_X64) || defined(__x86_64__))
__declspec(dllimport) int __stdcall IsProcessorFeaturePresent(unsigned long feature);
#endif

/*
 * Whether this processor has what the library needs: 1 or 0. Calls nothing of the library. Define MMADFER_ANY_PROCESSOR, and it is 1,
 * where the library was built for x86-64-v2.
 */
static inline int mmadfer_is_supported(void)
{
#if defined(MMADFER_ANY_PROCESSOR)
    return 1;
#elif defined(_WIN32) && (defined(_M_X64) || defined(__x86_64__))
    return IsProcessorFeaturePresent(40) != 0; /* PF_AVX2_INSTRUCTIONS_AVAILABLE */
#elif defined(__x86_64__) && defined(__GNUC__)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
#else
    return 1;
#endif
}

/* Version of the library, as MMADFER_VERSION. */
MMADFER_API int32_t MMADFER_CALL mmadfer_version(void);

/*
 * What the last error on this thread was, in one sentence; empty before the first. Never NULL. Valid until the next error on this
 * thread, or its end.
 */
MMADFER_API const char *MMADFER_CALL mmadfer_last_error(void);

/*
 * Loads a model. Heavy: do it once, and share it.
 *
 * path        A .safetensors file made by "mmadfer convert", or an official .pth. Not needed afterwards, but with "auto" or several engines.
 * options     How; NULL: the defaults.
 * recognizer  Where its handle is written. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_load(
    const char *path, const mmadfer_options *options, mmadfer_recognizer *recognizer);

/*
 * Loads a model that lies in memory (in a game's archive, say).
 *
 * data        The bytes of the file.
 * data_size   How many there are.
 * options     How; NULL: the defaults.
 * recognizer  Where its handle is written. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_load_memory(
    const void *data, size_t data_size, const mmadfer_options *options, mmadfer_recognizer *recognizer);

/*
 * Tells what was loaded and which engine runs it now.
 *
 * recognizer  The model.
 * info        Where it is written; its size is set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_get_info(mmadfer_recognizer recognizer, mmadfer_info *info);

/*
 * Name of a label. Labels belong to the model's file (or its adapter's).
 *
 * recognizer  The model.
 * label       Its number, from 0.
 * text        Where the name is written, with a zero at its end.
 * capacity    Bytes that have room there, at least 1; MMADFER_LABEL_SIZE are always enough.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_get_label(
    mmadfer_recognizer recognizer, int32_t label, char *text, int32_t capacity);

/*
 * What is known about each engine that could run the model: "name: state: reason", a line each, the best first. Tells why a GPU is
 * not used.
 *
 * recognizer  The model.
 * text        Where it is written, with a zero at its end.
 * capacity    Bytes that have room there, at least 1.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_get_engines(mmadfer_recognizer recognizer, char *text, int32_t capacity);

/*
 * Puts another adapter in place, without loading the model again. Runs before it use the old one, runs after it the new one, with its labels.
 *
 * recognizer  The model.
 * path        A file of a fine-tuning of this very model; NULL: the model as it was loaded.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_set_adapter(mmadfer_recognizer recognizer, const char *path);

/*
 * Recognises a clip: waits until it is done.
 *
 * recognizer  The model.
 * clip        Pictures, sound or both.
 * prediction  Where the answer is written; its size is set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_recognize(
    mmadfer_recognizer recognizer, const mmadfer_clip *clip, mmadfer_prediction *prediction);

/*
 * Opens a stream: for frames and sound that come while the program runs. Light: one for each player.
 *
 * recognizer  The model. Closing it closes its streams.
 * options     How; NULL: the defaults.
 * stream      Where its handle is written. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_open(
    mmadfer_recognizer recognizer, const mmadfer_stream_options *options, mmadfer_stream *stream);

/*
 * Pushes a picture: copies what is needed and returns; recognising is done on threads of the library.
 *
 * stream  The stream.
 * frame   The picture, upright.
 * time    When it was taken. One that is not later than the one before is left out; half a second back starts the stream anew.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_push_frame(mmadfer_stream stream, const mmadfer_frame *frame, double time);

/*
 * Pushes sound: copies it and returns.
 *
 * stream        The stream.
 * samples       Samples, -1 to 1, channels in turn. What is no number is taken as silence. NULL is allowed where there are none.
 * sample_count  Samples of all channels together; a multiple of channels.
 * sample_rate   Samples a second of one channel, 100 to 768000. Nothing is resampled; another rate starts the sound anew.
 * channels      Channels, 1 or more.
 * time          When the first sample was recorded, on the clock of the pictures.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_push_audio(
    mmadfer_stream stream, const float *samples, int64_t sample_count, int32_t sample_rate, int32_t channels, double time);

/*
 * The newest reading. Returns MMADFER_NO_READING before the first one.
 *
 * stream   The stream.
 * reading  Where it is written; its size is set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_poll(mmadfer_stream stream, mmadfer_reading *reading);

/*
 * Says who is told of events. When it returns, a call of the callback before may still be going on on another thread.
 *
 * stream    The stream.
 * callback  The function; NULL: none.
 * user      Handed on to it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_set_callback(mmadfer_stream stream, mmadfer_callback callback, void *user);

/*
 * Tells the callback what is different from the last call. Call it once a frame of the game; it takes no time unless there is news.
 *
 * stream  The stream.
 * now     The present, by the clock of what is pushed, so that silence of camera and microphone is noticed; NaN: not known. What is
 *         pushed is believed rather than this: where they differ, MMADFER_FAULTED tells it, and it is corrected by what it is off.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_update(mmadfer_stream stream, double now);

/*
 * Closes a recognizer (with its streams; waits for a run in progress) or a stream (no callback runs any more when it returns, but
 * for one that closes it itself). Two callbacks that run at once and close each other's streams would wait for each other.
 *
 * handle  What to close. Closing it twice is MMADFER_ERROR_HANDLE; 0 is ignored.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_close(uint64_t handle);

#ifdef __cplusplus
}
#endif

#endif /* MMADFER_H */
