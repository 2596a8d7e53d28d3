/*
 * mmadfer.h: emotion recognition from face and voice, on the device, for C (C99 or later) and C++.
 *
 * Load a model, then recognise clips, or open a stream for each player (a scene for several before one camera) and push frames and audio
 * as they come:
 *
 *     mmadfer_recognizer recognizer = 0;
 *     if (mmadfer_load("dfew.safetensors", NULL, &recognizer) != MMADFER_OK)
 *         puts(mmadfer_last_error());
 *
 * Rules for all functions
 *   Errors     Every function that can fail returns a mmadfer_result: 0 for success, above 0 for success with a warning, below 0 for an
 *              error. mmadfer_last_error() on the same thread gives the message of the error. An error leaves outputs unchanged.
 *   Threads    All functions are safe to call from any thread at any time, also on the same handle.
 *   Handles    Numbers that are never used twice. A handle that was closed, or never existed, gives MMADFER_ERROR_HANDLE. 0 is never valid.
 *   Structs    Begin with their size, which the caller sets to sizeof (the ..._INIT macros do); programs compiled with an older
 *              header continue to work with a newer library. In options, 0 and NULL mean the default.
 *   Memory     The library uses arguments during the call only, and copies them if necessary. Only handles must be freed, by mmadfer_close.
 *              Pointers must be valid for the sizes given with them; the library cannot check that.
 *   Strings    UTF-8 with a terminating zero.
 *   Times      Seconds on a clock of the caller's (Unix time, for example), between -1e11 and 1e11.
 *   Processor  The x64 library needs AVX2 (every gaming processor since 2015), unless it was built for less (packaging/native). On
 *              other processors, the first call ends the program: call mmadfer_is_supported() first.
 *   Unloading  The library cannot be unloaded: dlclose and FreeLibrary succeed and leave it where it is.
 *   Forking    A process that was forked from one that used the library gets MMADFER_ERROR_ENGINE. Before the first call, or followed by
 *              exec, a fork is no matter.
 *   Signals    On Linux and macOS, the runtime handles SIGSEGV and SIGFPE (faults of the program's own code go on to the handler that was
 *              there before the first call) and SIGRTMIN. SIGPIPE stays the program's (on macOS it is ignored).
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

/* Version of this header; mmadfer_version() is that of the library. 10000 x major + 100 x minor + patch. */
#define MMADFER_VERSION 100

/* Maximum number of labels of a model. */
#define MMADFER_MAX_LABELS 32

/* Bytes that are enough for any label with its terminating zero. */
#define MMADFER_LABEL_SIZE 304

/* Maximum number of people of a scene. */
#define MMADFER_MAX_PEOPLE 32

/* A loaded model. */
typedef uint64_t mmadfer_recognizer;

/* Follows one face, or one player. */
typedef uint64_t mmadfer_stream;

/*
 * Follows several people before one camera and one microphone. The functions of a stream take it too, except mmadfer_stream_poll
 * (mmadfer_scene_poll is its counterpart) and those for baselines, which are one person's.
 */
typedef uint64_t mmadfer_scene;

/* The result of a function: one of the following. */
typedef int32_t mmadfer_result;

enum {
    MMADFER_OK = 0,              /* Success. */
    MMADFER_NO_READING = 1,      /* Not an error: there is no reading yet; the output is unchanged. */
    MMADFER_CUT = 2,             /* Not an error: the text did not fit and was cut after a whole character, or not all people did. */
    MMADFER_ERROR_ARGUMENT = -1, /* An argument or field is null, not finite, out of range, or contradicts another one. */
    MMADFER_ERROR_HANDLE = -2,   /* The handle was closed, never existed, or is of another kind. */
    MMADFER_ERROR_MODEL = -3,    /* A model, adapter or face model is missing, damaged, or does not fit. */
    MMADFER_ERROR_ENGINE = -4,   /* The engine is not available on this machine, or failed. */
    MMADFER_ERROR_MEDIA = -5,    /* The frames or the audio cannot be used. */
    MMADFER_ERROR_MEMORY = -6,   /* The machine has no memory left. */
    MMADFER_ERROR_INTERNAL = -7  /* A bug of this library; please report the message. */
};

/* Layout of the bytes of a frame. */
enum {
    MMADFER_RGB24 = 0,  /* 3 bytes per pixel: red, green, blue. */
    MMADFER_BGR24 = 1,  /* 3 bytes per pixel: blue, green, red (OpenCV). */
    MMADFER_RGBA32 = 2, /* 4 bytes per pixel: red, green, blue, alpha (ignored). */
    MMADFER_BGRA32 = 3, /* 4 bytes per pixel: blue, green, red, alpha (ignored); Unreal's FColor, Direct3D. */
    MMADFER_ARGB32 = 4, /* 4 bytes per pixel: alpha (ignored), red, green, blue. */
    MMADFER_GRAY8 = 5,  /* 1 byte per pixel. */
    MMADFER_NV12 = 6,   /* A plane of Y, then a plane of half its height with interleaved U and V. */
    MMADFER_I420 = 7,   /* A plane of Y, then quarter-size planes of U and of V. */
    MMADFER_YUY2 = 8    /* 2 bytes per pixel: Y0 U Y1 V. */
};

/* Whether the face in a frame is known. */
enum {
    MMADFER_FACE_UNKNOWN = 0, /* The face model finds it; without one, the whole frame is the face. Always this for scenes. */
    MMADFER_FACE_AT = 1,      /* It is at face_x, face_y, face_width, face_height. */
    MMADFER_FACE_NONE = 2     /* The frame shows no face. */
};

/* Limits of a reading. */
enum {
    MMADFER_NO_FACE = 1,     /* No face for lost_after seconds: the reading is based on audio alone. */
    MMADFER_NO_AUDIO = 2,    /* No audio for lost_after seconds, or only silence: the reading is based on the face alone. With
                                MMADFER_NO_VOICE: audio is there, but is not heard. */
    MMADFER_WARMING_UP = 4,  /* The window is not filled enough yet. */
    MMADFER_STALE = 8,       /* Older than a whole window: the machine is too slow, or the recognition fails. */
    MMADFER_CAPTURING_BASELINE = 16, /* The resting face is being captured: see mmadfer_stream_capture_baseline. */
    /* Limits of the face, in most frames of the window that show it: */
    MMADFER_SMALL_FACE = 32,      /* It has less than 0.65 of the width of the network's input (image_size of mmadfer_info). */
    MMADFER_FACE_AT_EDGE = 64,    /* More than an eighth of it is outside of the frame. */
    MMADFER_TURNED_AWAY = 128,    /* The head is turned by more than 25 degrees to a side, or 32 up or down. */
    MMADFER_BLURRED = 256,        /* It is blurred. */
    MMADFER_TOO_DARK = 512,       /* It is too dark. */
    MMADFER_TOO_BRIGHT = 1024,    /* Much of it is white. */
    MMADFER_COVERED = 2048,       /* Eyes or mouth are covered. */
    MMADFER_STILL_PICTURE = 4096, /* Nothing has changed for 2 s: a photograph, or a camera that has frozen. */
    MMADFER_SEVERAL_FACES = 8192, /* Others are at least half as large. */
    /* Limits of the audio: */
    MMADFER_NO_VOICE = 16384,     /* Less than a tenth of it is speech. */
    MMADFER_OTHER_SPEAKER = 32768, /* Of a person of a scene: most of what is said is said by somebody else, in view or not, or it is not
                                      clear by whom. That is not heard. */
    MMADFER_PLAYBACK_HEARD = 65536, /* The microphone heard the loudspeakers too; that was taken off. */
    MMADFER_ONLY_PLAYBACK = 131072, /* It heard nothing else: the reading is based on the face alone. With the one above and NO_AUDIO. */
    /* Limits of the times: */
    MMADFER_CLOCKS_APART = 262144, /* Those of frames and audio are apart: the event MMADFER_FAULTED says by how much. */
    MMADFER_UNSURE = 524288        /* The confidence is below the one from which the model counts as sure; its file names it (sure_from). */
};

/* What is heard of audio with several channels. */
enum {
    MMADFER_CHANNEL_AUTO = 0,     /* The first, unless it is silent beside the second; three to eight are mixed to left and right first. */
    MMADFER_CHANNEL_PUBLISHED = 1 /* Always the first, as in the published evaluation. */
};

/* Kinds of events. */
enum {
    MMADFER_EMOTION_CHANGED = 1, /* The label has changed: see label, previous and reading. */
    MMADFER_FACE_FOUND = 2,      /* A face has appeared. */
    MMADFER_FACE_LOST = 3,       /* No face has been seen for lost_after seconds. */
    MMADFER_AUDIO_FOUND = 4,     /* Audible audio has started. */
    MMADFER_AUDIO_LOST = 5,      /* No audio has been pushed for lost_after seconds, or only silence. */
    MMADFER_FAULTED = 6,         /* The recognition failed and is tried again with the next window, times are not on one clock, the audio
                                    has been silent from its start, or its sample rate is lower than the one that the model learned; see message. Once per fault; a fault ends when its cause works again. */
    /* Of scenes alone, which have no MMADFER_FACE_FOUND and MMADFER_FACE_LOST: see person. */
    MMADFER_PERSON_APPEARED = 7, /* A person has come into view, or is back under another number. */
    MMADFER_PERSON_LEFT = 8      /* A person's face has not been seen for lost_after seconds, or has given way to a larger one. */
};

/* Options of a model. All zero except size: the defaults. */
typedef struct mmadfer_options {
    uint32_t size;           /* sizeof(mmadfer_options) */
    int32_t threads;         /* Threads that share a run, 1 to 256; 0: one per processor, at most 16. A game should use fewer. */
    const char *engine;      /* "cpu" (NULL: the same), "onnx-cpu", "onnx-cuda:0", "directml:0", "webgpu", "coreml"; a list
                                with commas is tried in that order; "auto": the best that works. */
    const char *adapter;     /* Path of an adapter of this model; NULL: none. */
    const char *onnxruntime; /* Absolute path of ONNX Runtime's library, or of its folder, for the engines that need it. NULL: beside
                                this library, then beside the program, then the path in MMADFER_ONNXRUNTIME. */
    int32_t half;            /* Not 0: the engines of ONNX Runtime compute in float16. */
    int32_t two_clip;        /* Not 0: averages two choices of frames of a clip: slightly better, in twice the time. */
    int32_t background;      /* Not 0: the threads of the engine "cpu" have low priority. */
    int32_t max_batch;       /* Maximum number of windows of several streams in one run, 1 to 32; 0: 1. */
    int32_t audio_channel;   /* MMADFER_CHANNEL_AUTO or MMADFER_CHANNEL_PUBLISHED. */
    int32_t eight_bit;       /* Not 0: the engine "cpu" computes linear layers in 8 bit: about twice as fast, almost the same predictions. */
} mmadfer_options;

/* Information about a model. Written by mmadfer_get_info. */
typedef struct mmadfer_info {
    uint32_t size;          /* sizeof(mmadfer_info), set by the caller */
    int32_t image_size;     /* Width and height of the network's frames; any frame is resized to it. */
    int32_t label_count;    /* Number of labels; mmadfer_get_label gives their names. */
    int32_t is_trained;     /* 1: yes; 0: no, so predictions mean nothing; -1: the file does not say. */
    char engine[32];        /* Name of the present engine. */
    char description[256];  /* Its details: "AVX2, 4 threads, float32". */
    int32_t sample_rate;    /* Samples per second of the audio that the model learned, to which other rates are converted; 0: the file names
                               none, and audio is heard at its own rate. */
} mmadfer_info;

/* A frame in the caller's memory. */
typedef struct mmadfer_frame {
    uint32_t size;      /* sizeof(mmadfer_frame) */
    int32_t format;     /* MMADFER_RGB24 and so on. */
    const void *pixels; /* Lowest address of the frame; all rows and all planes follow each other directly. */
    int32_t width;      /* Pixels per row, 1 to 32768. */
    int32_t height;     /* Rows, 1 to 32768. */
    int32_t stride;     /* Bytes from one row to the next; 0: rows without gaps; negative: the last row is first in memory. */
    int32_t full_range; /* Not 0: in YUV formats, black is 0 and white 255 instead of 16 and 235. */
    int32_t face;       /* MMADFER_FACE_UNKNOWN and so on, for streams. 0 in clips. */
    float face_x;       /* With MMADFER_FACE_AT: left edge of the face in pixels of the frame as rotation and mirrored make it, */
    float face_y;       /*   its upper edge, */
    float face_width;   /*   its width, */
    float face_height;  /*   its height. */
    int32_t rotation;   /* Degrees by which the frame must be turned clockwise to be upright: 0, 90, 180 or 270. */
    int32_t mirrored;   /* Not 0: the frame shows a mirror image; once it is turned, left and right change places. */
    int32_t reserved;   /* 0 */
} mmadfer_frame;

/* A clip in the caller's memory: frames of a face, and audio. One of the two may be missing. */
typedef struct mmadfer_clip {
    uint32_t size;               /* sizeof(mmadfer_clip) */
    int32_t frame_count;         /* Number of frames; 0: none. The network sees 16 of them; the last of fewer frames is repeated. */
    const mmadfer_frame *frames; /* The frames in order, cut to the face; all with the same size field. */
    double frames_per_second;    /* Their rate; 0: 25. */
    const float *samples;        /* Audio, -1 to 1, channels interleaved. */
    int64_t sample_count;        /* Number of samples of all channels together; 0: no audio. */
    int32_t sample_rate;         /* Samples per second and channel, 100 to 768000. Converted to the rate that the model learned, if it names one. */
    int32_t channels;            /* Number of channels; 0: 1. */
} mmadfer_clip;

/* The network's prediction for a clip. Written by mmadfer_recognize. */
typedef struct mmadfer_prediction {
    uint32_t size;      /* sizeof(mmadfer_prediction), set by the caller */
    int32_t label;      /* Number of the most probable label, from 0. */
    float confidence;   /* Its probability, 0 to 1; calibrated if the model's file or the adapter holds a temperature. */
    int32_t label_count;
    int32_t has_frames; /* 0: there were no frames. */
    int32_t has_audio;  /* 0: there was no audio, or less than 25 ms. */
    double start;       /* Time span of the clip. */
    double end;
    float probabilities[MMADFER_MAX_LABELS]; /* Probability of each label, 0 to 1; they sum to 1. Zeros follow. */
} mmadfer_prediction;

/* Options of a stream. All zero except size: the defaults, which suit a player at a desk. */
typedef struct mmadfer_stream_options {
    uint32_t size;           /* sizeof(mmadfer_stream_options) */
    int32_t approximate;     /* Not 0: windows reuse results of the previous window; faster, for the engine "cpu". */
    const char *face_model;  /* Finds the face in frames. "default": face.onnx beside this library; otherwise the path of a YuNet or
                                BlazeFace network (.onnx) or an OpenCV cascade (.xml). NULL: the whole frame is the face. */
    double min_face;         /* Minimum size of a face, as a share of the frame's shorter side, up to 1; 0: 0.05; negative: no minimum. */
    double window;           /* Length of the window of a reading, 0.5 to 30; 0: 3. */
    double interval;         /* Time from one reading to the next, 0.001 to 3600; 0: 0.25. */
    double max_frame_rate;   /* Maximum number of frames per second to process, 1 to 240; 0: 30. */
    double lost_after;       /* Time without a face, or without audio, after which it is lost, 0.001 to 3600; 0: 1. */
    double warm_up;          /* Share of the window that must be filled for the label to change, up to 1; 0: 0.5; negative: off. */
    double smoothing;        /* Time constant of the smoothing; 0: 0.5; negative: off. */
    double hysteresis;       /* By how much another label must be more probable to replace the label, up to 1; 0: 0.1; negative: off. */
    double min_hold;         /* Minimum time of a label; 0: 0.5; negative: off. */
    double min_confidence;   /* Minimum probability of a new label, 0 to 1. */
    int32_t straighten;      /* Not 0: turns the face of a tilted head upright, if the face model finds its eyes; a cascade does not. Leave it 0
                              * for a model that was trained with tilted heads. */
    int32_t only_voice;      /* Not 0: hears only speech; a window in which nobody speaks counts as one without audio. */
    const char *label_map;   /* Combines labels into groups: "happiness=glad, surprise=glad, neutral=calm"; the probability of a group is the
                                sum of its labels'. A label without a group keeps its own name. The labels of readings are then numbers of
                                groups, in the order of their first labels: mmadfer_stream_get_label. NULL: none. */
    int32_t restart_on_change; /* Not 0: the newest half second of each window is also recognised on its own; where it clearly shows another
                                  emotion, the window starts anew. Halves the time to MMADFER_EMOTION_CHANGED; about doubles the work of
                                  exact windows. */
    int32_t reserved;        /* 0 */
} mmadfer_stream_options;

/* Options of a scene. All zero except size: the defaults. */
typedef struct mmadfer_scene_options {
    uint32_t size;       /* sizeof(mmadfer_scene_options) */
    int32_t max_people;  /* Maximum number of people, 1 to 32; 0: 4. Of more, the first ones stay, then the largest faces; a face twice as large
                            (in area) as the smallest person's takes that place. */
    const mmadfer_stream_options *stream; /* How each person is read; NULL: the defaults. A scene needs a face model: NULL is "default". */
    int32_t share_voice; /* Not 0: everybody hears everything, as separate streams would, and who speaks is not known. 0: the voice is heard
                            by the person whose mouth moves with it; the others are read by their faces alone (MMADFER_OTHER_SPEAKER). */
    int32_t reserved;    /* 0 */
} mmadfer_scene_options;

/* The emotion of a player at a time. Written by mmadfer_stream_poll. */
typedef struct mmadfer_reading {
    uint32_t size;     /* sizeof(mmadfer_reading), set by the caller */
    int32_t label;     /* Number of the label, from 0; -1: none. */
    float confidence;  /* Its smoothed probability, calibrated like that of a prediction; 0 without a label. */
    uint32_t flags;    /* MMADFER_NO_FACE and so on, combined. Ignore other bits. */
    float valence;     /* From unpleasant (-1) to pleasant (1); NaN if not known. */
    float arousal;     /* From calm (-1) to excited (1), likewise. */
    double time;       /* End of the window. */
    int32_t label_count;
    int32_t reserved;
    float probabilities[MMADFER_MAX_LABELS]; /* Smoothed; they sum to 1, or are 0 without both face and audio. */
    /* How the face is seen in the window. Pose, eyes and mouth are NaN without a face model that tells landmarks (cascades do not), or
       without a face; the others are 0 without a face. Programs compiled with an older header do not get these fields. */
    float yaw;        /* Where the head looks in the newest frame, in degrees: to the right edge of the frame is positive, */
    float pitch;      /* up is positive, */
    float roll;       /* and tilted clockwise is positive. 0, 0, 0: into the camera, upright. */
    float face_size;  /* Width of what the network sees of the frame, in pixels. */
    float inside;     /* Share of the face that is inside the frame. */
    float brightness; /* Of the lighter parts of the face, 0 to 1. */
    float burnt_out;  /* Share of the face that is white. */
    float blur;       /* Deviation of the blur, in shares of the face's width. */
    float eyes;       /* How distinctly the eyes are seen, in shares of the face's contrast; about 0: covered. */
    float mouth;      /* How distinctly the mouth is seen, likewise. */
    float unchanged;  /* Time for which no pixel of the face has changed, in seconds. */
    int32_t faces;    /* Number of faces in view that are at least half as large as this one, with it. */
    float voice_share;  /* Share of the audio in which somebody speaks, 0 to 1; NaN without audio, or with too little to tell. */
    int32_t reserved2;
} mmadfer_reading;

/* A person of a scene at a time. Written by mmadfer_scene_poll. */
typedef struct mmadfer_person {
    uint32_t size;       /* sizeof(mmadfer_person), set by the caller */
    int32_t id;          /* Who it is: the same number as long as the face is followed, from 1 up, never given twice by a scene. */
    float face_x;        /* The face, smoothed: its left edge in pixels of the newest frame turned upright, */
    float face_y;        /*   its upper edge, */
    float face_width;    /*   its width, */
    float face_height;   /*   its height. Where it is hidden: where it last was. */
    double first_seen;   /* Time of the frame in which the face was first found. */
    int32_t is_visible;  /* 0: the face is out of sight but not lost yet. */
    int32_t is_speaking; /* Whether the voice that is heard now is this person's. 1: yes; 0: no, nobody speaks, or somebody else; -1: there is
                            a voice, and it is not clear whose, or share_voice is set. It follows the voice by about a second. */
    int32_t has_reading; /* 0: there is no reading of this person yet. */
    int32_t reserved;
} mmadfer_person;

/* Counts since a stream or a scene was opened. Written by mmadfer_stream_get_statistics. */
typedef struct mmadfer_statistics {
    uint32_t size;               /* sizeof(mmadfer_statistics), set by the caller */
    int32_t faces_ignored;       /* Faces in the newest frame that a scene does not follow, as there are max_people already. */
    int64_t frames_pushed;       /* Pushed frames. */
    int64_t frames_kept;         /* Frames that were processed: at most max_frame_rate, with a known face or to find one. */
    int64_t frames_late;         /* Frames that were skipped, as their time was not later than that of the previous frame. */
    int64_t frames_dropped;      /* Frames that were dropped for newer ones, as finding and cutting out faces was too slow. */
    int64_t frames_straightened; /* Faces that were turned upright. */
    int64_t bad_samples;         /* Audio samples that were not finite and became silence. */
    int64_t readings;            /* Windows that became readings; of a scene, those of all people. */
    int64_t failures;            /* Frames and windows that failed: MMADFER_FAULTED. */
    int64_t restarts;            /* Restarts, as time jumped back or turned out to have been wrong. */
    double audio_ahead;          /* Seconds by which the audio was ahead of the frames at the last push; negative: behind. */
    double update_ahead;         /* Seconds by which the time of mmadfer_stream_update was ahead of the pushes; negative: behind. */
} mmadfer_statistics;

/* An event. Valid only during the call of the callback. */
typedef struct mmadfer_event {
    uint32_t size;                  /* sizeof(mmadfer_event) of the library; at least that of this header. */
    int32_t kind;                   /* MMADFER_EMOTION_CHANGED and so on. Ignore unknown kinds. */
    int32_t label;                  /* MMADFER_EMOTION_CHANGED: the new label; -1: none. Otherwise -1. */
    int32_t previous;               /* MMADFER_EMOTION_CHANGED: the previous label; -1: none. Otherwise -1. */
    const mmadfer_reading *reading; /* MMADFER_EMOTION_CHANGED: the whole reading. Of a person who appears or leaves: the newest, NULL if there
                                       is none. Otherwise NULL. */
    const char *message;            /* MMADFER_FAULTED: the fault in one sentence; otherwise NULL. */
    const mmadfer_person *person;   /* Of a scene: the person who appears, leaves (as last seen), or feels something else; otherwise NULL. */
} mmadfer_event;

/*
 * Receives events, from mmadfer_stream_update and on its thread only. May call any function of this library, also close its own
 * stream or scene. Must not exit through longjmp or a C++ exception.
 *
 * stream  The stream or the scene of the event.
 * event   The event; never NULL.
 * user    The argument of mmadfer_stream_set_callback.
 */
typedef void(MMADFER_CALL *mmadfer_callback)(mmadfer_stream stream, const mmadfer_event *event, void *user);

#define MMADFER_OPTIONS_INIT { sizeof(mmadfer_options), 0, NULL, NULL, NULL, 0, 0, 0, 0, 0, 0 }
#define MMADFER_INFO_INIT { sizeof(mmadfer_info), 0, 0, 0, { 0 }, { 0 }, 0 }
#define MMADFER_FRAME_INIT { sizeof(mmadfer_frame), 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
#define MMADFER_CLIP_INIT { sizeof(mmadfer_clip), 0, NULL, 0, NULL, 0, 0, 0 }
#define MMADFER_PREDICTION_INIT { sizeof(mmadfer_prediction), 0, 0, 0, 0, 0, 0, 0, { 0 } }
#define MMADFER_STREAM_OPTIONS_INIT { sizeof(mmadfer_stream_options), 0, NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL, 0, 0 }
#define MMADFER_SCENE_OPTIONS_INIT { sizeof(mmadfer_scene_options), 0, NULL, 0, 0 }
#define MMADFER_PERSON_INIT { sizeof(mmadfer_person), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
#define MMADFER_STATISTICS_INIT { sizeof(mmadfer_statistics), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }
#define MMADFER_READING_INIT { sizeof(mmadfer_reading), 0, 0, 0, 0, 0, 0, 0, 0, { 0 }, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }

#if defined(_WIN32) && (defined(_M_X64) || defined(__x86_64__))
__declspec(dllimport) int __stdcall IsProcessorFeaturePresent(unsigned long feature);
#endif

/*
 * Whether this processor can run the library: 1 or 0. Calls no function of the library. If the library was built for x86-64-v2, define
 * MMADFER_ANY_PROCESSOR: then the result is always 1.
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

/* Version of the library, like MMADFER_VERSION. */
MMADFER_API int32_t MMADFER_CALL mmadfer_version(void);

/*
 * Message of the last error on this thread, one sentence; empty before the first error. Never NULL. Valid until the next error on this
 * thread, or the end of the thread.
 */
MMADFER_API const char *MMADFER_CALL mmadfer_last_error(void);

/*
 * Loads a model. This is slow and takes memory: load it once and share it.
 *
 * path        A .safetensors file made by "mmadfer convert", or an official .pth. Needed afterwards only with "auto" or several engines.
 * options     Options; NULL: the defaults.
 * recognizer  Receives its handle. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_load(
    const char *path, const mmadfer_options *options, mmadfer_recognizer *recognizer);

/*
 * Loads a model from memory (from a game's archive, for example).
 *
 * data        The bytes of the file.
 * data_size   Number of bytes.
 * options     Options; NULL: the defaults.
 * recognizer  Receives its handle. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_load_memory(
    const void *data, size_t data_size, const mmadfer_options *options, mmadfer_recognizer *recognizer);

/*
 * Gives information about a model and its present engine.
 *
 * recognizer  The model.
 * info        Receives it; its size field must be set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_get_info(mmadfer_recognizer recognizer, mmadfer_info *info);

/*
 * Gives the name of a label. The labels are those of the model's file, or of its adapter.
 *
 * recognizer  The model.
 * label       Its number, from 0.
 * text        Receives the name with a terminating zero.
 * capacity    Size of text in bytes, at least 1; MMADFER_LABEL_SIZE is always enough.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_get_label(
    mmadfer_recognizer recognizer, int32_t label, char *text, int32_t capacity);

/*
 * Describes each engine that could run the model, one line each, the best first: "name: state: reason". Shows, for example, why a GPU is
 * not used.
 *
 * recognizer  The model.
 * text        Receives the lines with a terminating zero.
 * capacity    Size of text in bytes, at least 1.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_get_engines(mmadfer_recognizer recognizer, char *text, int32_t capacity);

/*
 * Replaces the adapter without loading the model again. Earlier runs use the old adapter, later runs the new one with its labels.
 *
 * recognizer  The model.
 * path        Path of an adapter of this model; NULL: the model as it was loaded.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_set_adapter(mmadfer_recognizer recognizer, const char *path);

/*
 * Recognises a clip, and waits for the prediction.
 *
 * recognizer  The model.
 * clip        Frames, audio or both.
 * prediction  Receives the prediction; its size field must be set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_recognize(
    mmadfer_recognizer recognizer, const mmadfer_clip *clip, mmadfer_prediction *prediction);

/*
 * Opens a stream, for frames and audio that come while the program runs. A stream is light: open one for each player.
 *
 * recognizer  The model. Closing it closes its streams.
 * options     Options; NULL: the defaults.
 * stream      Receives its handle. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_open(
    mmadfer_recognizer recognizer, const mmadfer_stream_options *options, mmadfer_stream *stream);

/*
 * Opens a scene, for several people before one camera and one microphone. Frames and audio are pushed once, by the functions of a stream;
 * mmadfer_scene_poll has everybody with their newest readings.
 *
 * recognizer  The model. Closing it closes its scenes.
 * options     Options; NULL: the defaults.
 * scene       Receives its handle. Close it.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_scene_open(
    mmadfer_recognizer recognizer, const mmadfer_scene_options *options, mmadfer_scene *scene);

/*
 * Pushes a frame: copies the pixels and returns. Threads of the library do the work.
 *
 * stream  The stream or scene.
 * frame   The frame, as the camera gives it: a turned one costs this call no more. Frames may be turned differently from push to push.
 * time    Its capture time. A frame that is not later than the previous one is skipped; 0.5 s back or more restarts the stream.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_push_frame(mmadfer_stream stream, const mmadfer_frame *frame, double time);

/*
 * Pushes audio: copies the samples and returns.
 *
 * stream        The stream or scene.
 * samples       Samples, -1 to 1, channels interleaved. Samples that are not finite become silence. May be NULL if there are none.
 * sample_count  Number of samples of all channels together; a multiple of channels.
 * sample_rate   Samples per second and channel, 100 to 768000. A model that names the rate it learned hears audio of any rate at that one;
 *               other models hear it as it is. Another rate starts new audio.
 * channels      Number of channels, 1 to 1024.
 * time          Capture time of the first sample, on the clock of the frames.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_push_audio(
    mmadfer_stream stream, const float *samples, int64_t sample_count, int32_t sample_rate, int32_t channels, double time);

/*
 * Pushes what the loudspeakers play, the game's own sound: copies the samples and returns. It is taken off the audio that the network
 * hears, and where the microphone hears nothing else, that does not count as the player's voice (MMADFER_ONLY_PLAYBACK).
 *
 * stream        The stream or scene.
 * samples       Samples as they go to the loudspeakers, -1 to 1, channels interleaved (their mean counts). May be NULL if there are none.
 * sample_count  Number of samples of all channels together; a multiple of channels.
 * sample_rate   Samples per second and channel, 100 to 768000; need not be that of the microphone.
 * channels      Number of channels, 1 to 1024.
 * time          When the first sample is played, on the clock of the frames. The microphone may hear it up to 0.5 s later.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_push_playback(
    mmadfer_stream stream, const float *samples, int64_t sample_count, int32_t sample_rate, int32_t channels, double time);

/*
 * Gives the newest reading. Returns MMADFER_NO_READING before the first one.
 *
 * stream   The stream.
 * reading  Receives it; its size field must be set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_poll(mmadfer_stream stream, mmadfer_reading *reading);

/*
 * Gives the people of a scene who are in view, the longest known first, with their newest readings. Returns MMADFER_CUT if there are more
 * than have room.
 *
 * scene     The scene.
 * people    Receives them. The size field of the first must be set; the others receive it.
 * readings  Receives the newest reading of each, in the same order; one without label and probabilities where has_reading is 0. The size
 *           field of the first must be set. NULL: no interest.
 * capacity  How many have room, at least 1; max_people are enough.
 * count     Receives their number, from 0 to capacity.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_scene_poll(
    mmadfer_scene scene, mmadfer_person *people, mmadfer_reading *readings, int32_t capacity, int32_t *count);

/*
 * Gives the name of a label of readings: as mmadfer_get_label, or the group of label_map.
 *
 * stream    The stream or scene.
 * label     Its number, from 0.
 * text      Receives the name with a terminating zero.
 * capacity  Size of text in bytes, at least 1; MMADFER_LABEL_SIZE is always enough.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_get_label(mmadfer_stream stream, int32_t label, char *text, int32_t capacity);

/*
 * Gives counts of what was pushed and what became of it: they show whether camera, microphone and machine keep up.
 *
 * stream      The stream or scene.
 * statistics  Receives them; its size field must be set.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_get_statistics(mmadfer_stream stream, mmadfer_statistics *statistics);

/*
 * Captures the player's resting face, from the windows that begin from now on: ask the player to look neutral for that time. Readings have
 * the flag MMADFER_CAPTURING_BASELINE until the capture is complete and becomes the baseline, by which later readings are corrected. Another
 * call restarts the capture. Returns MMADFER_ERROR_MODEL if the model has no label "neutral".
 *
 * stream    The stream.
 * duration  Length of the capture by the times of the pushes, 0 to 3600, for example 5. It also needs at least one whole window.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_capture_baseline(mmadfer_stream stream, double duration);

/*
 * Gives the baseline as a text, to save with the game: one line for each label of the model. An empty text: there is none.
 *
 * stream    The stream.
 * text      Receives the text with a terminating zero.
 * capacity  Size of text in bytes, at least 1; 12000 are enough for any model. What MMADFER_CUT cuts is no baseline.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_get_baseline(mmadfer_stream stream, char *text, int32_t capacity);

/*
 * Sets the baseline: that of an earlier session.
 *
 * stream    The stream.
 * baseline  The text of mmadfer_stream_get_baseline, of a model with the same labels. NULL or empty: none.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_set_baseline(mmadfer_stream stream, const char *baseline);

/*
 * Sets the callback that receives events. A call of the previous callback may still be running on another thread when it returns.
 *
 * stream    The stream or scene.
 * callback  The function; NULL: none.
 * user      Argument for the callback.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_set_callback(mmadfer_stream stream, mmadfer_callback callback, void *user);

/*
 * Sends the callback events for everything that has changed since the previous call. Call it once per frame of the game; without changes
 * it takes no time.
 *
 * stream  The stream or scene.
 * now     The time, by the clock of the pushes, so that the stream notices when camera and microphone are silent; NaN: not known. Where it
 *         differs from the times of the pushes, the stream corrects it and sends MMADFER_FAULTED.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_stream_update(mmadfer_stream stream, double now);

/*
 * Closes a recognizer, a stream or a scene. Closing a recognizer closes its streams and scenes too, and waits for a run in progress. Closing
 * a stream or a scene waits for its callback, unless that calls this function. Two callbacks on two threads that close each other's streams
 * wait for each other forever.
 *
 * handle  The handle. Closing it twice gives MMADFER_ERROR_HANDLE; 0 is ignored.
 */
MMADFER_API mmadfer_result MMADFER_CALL mmadfer_close(uint64_t handle);

#ifdef __cplusplus
}
#endif

#endif /* MMADFER_H */
