// mmadfer.hpp: mmadfer.h for C++17, with exceptions and objects that close themselves. Header only.
//
//     mmadfer::Recognizer recognizer("dfew.safetensors");
//     mmadfer::Stream stream(recognizer);
//     stream.onEvent([&](const mmadfer::Event& event) { ... });
//     stream.pushFrame(mmadfer::frame(pixels, width, height, MMADFER_BGRA32), time);
//     stream.update(time);
//
// If exceptions are disabled (Unreal's default), use mmadfer.h itself. MIT licence.
#ifndef MMADFER_HPP
#define MMADFER_HPP

#include <cmath>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "mmadfer.h"

namespace mmadfer {

/// An error: what() is the message of mmadfer_last_error(), code() the number.
class Error : public std::runtime_error {
public:
    Error(mmadfer_result code, const char* what) : std::runtime_error(what), code_(code) {}

    /// MMADFER_ERROR_ARGUMENT and so on.
    mmadfer_result code() const noexcept { return code_; }

private:
    mmadfer_result code_;
};

/// Throws if a result is an error.
/// @return The result: 0, or a warning above 0.
inline mmadfer_result check(mmadfer_result result)
{
    if (result < 0)
        throw Error(result, mmadfer_last_error());
    return result;
}

using Info = mmadfer_info;
using Prediction = mmadfer_prediction;
using Reading = mmadfer_reading;
using Event = mmadfer_event;
using Statistics = mmadfer_statistics;

/// The default options of a model.
inline mmadfer_options options() { return MMADFER_OPTIONS_INIT; }

/// The default options of a stream.
inline mmadfer_stream_options streamOptions() { return MMADFER_STREAM_OPTIONS_INIT; }

/// The default options of a scene.
inline mmadfer_scene_options sceneOptions() { return MMADFER_SCENE_OPTIONS_INIT; }

/// Describes a frame in the caller's memory.
/// @param pixels Lowest address; must stay valid while the description is used.
/// @param format MMADFER_RGB24 and so on.
/// @param stride Bytes from one row to the next; 0: rows without gaps; negative: bottom-up.
/// @param rotation Degrees by which the frame must be turned clockwise to be upright: 0, 90, 180 or 270.
/// @param mirrored Whether the frame shows a mirror image.
inline mmadfer_frame frame(
    const void* pixels, int32_t width, int32_t height, int32_t format = MMADFER_RGB24, int32_t stride = 0, int32_t rotation = 0, bool mirrored = false)
{
    mmadfer_frame frame = MMADFER_FRAME_INIT;
    frame.pixels = pixels;
    frame.width = width;
    frame.height = height;
    frame.format = format;
    frame.stride = stride;
    frame.rotation = rotation;
    frame.mirrored = mirrored ? 1 : 0;
    return frame;
}

/// Owns a handle: can be moved, not copied; closes it at the end.
class Handle {
public:
    Handle() = default;
    explicit Handle(uint64_t value) noexcept : value_(value) {}
    Handle(Handle&& other) noexcept : value_(std::exchange(other.value_, 0)) {}
    Handle& operator=(Handle&& other) noexcept
    {
        if (this != &other) {
            mmadfer_close(value_);
            value_ = std::exchange(other.value_, 0);
        }
        return *this;
    }
    ~Handle() { mmadfer_close(value_); }

    uint64_t get() const noexcept { return value_; }

private:
    uint64_t value_ = 0;
};

/// A loaded model. Load it once, and use it from any number of threads.
class Recognizer {
public:
    /// Loads a model from a file.
    /// @param path UTF-8.
    explicit Recognizer(const std::string& path, const mmadfer_options& options = mmadfer::options())
    {
        requireProcessor();
        uint64_t handle = 0;
        check(mmadfer_load(path.c_str(), &options, &handle));
        handle_ = Handle(handle);
    }

    /// Loads a model from memory; the bytes are not needed afterwards.
    Recognizer(const void* data, size_t size, const mmadfer_options& options = mmadfer::options())
    {
        requireProcessor();
        uint64_t handle = 0;
        check(mmadfer_load_memory(data, size, &options, &handle));
        handle_ = Handle(handle);
    }

    /// For the functions of mmadfer.h.
    mmadfer_recognizer handle() const noexcept { return handle_.get(); }

    /// Information about the model and its present engine.
    Info info() const
    {
        Info info = MMADFER_INFO_INIT;
        check(mmadfer_get_info(handle(), &info));
        return info;
    }

    /// Name of a label; empty for -1, no label.
    std::string label(int32_t number) const
    {
        char text[MMADFER_LABEL_SIZE] = {};
        if (number >= 0)
            check(mmadfer_get_label(handle(), number, text, sizeof text));
        return text;
    }

    /// Names of all labels, in order.
    std::vector<std::string> labels() const
    {
        std::vector<std::string> names;
        for (int32_t i = 0, count = info().label_count; i < count; i++)
            names.push_back(label(i));
        return names;
    }

    /// Describes each engine that could run the model, one line each.
    std::string engines() const
    {
        std::string text(256, '\0');
        while (check(mmadfer_get_engines(handle(), &text[0], static_cast<int32_t>(text.size()))) == MMADFER_CUT)
            text.resize(2 * text.size());
        return text.c_str();
    }

    /// Replaces the adapter; an empty path gives the model as it was loaded.
    void setAdapter(const std::string& path) { check(mmadfer_set_adapter(handle(), path.empty() ? nullptr : path.c_str())); }

    /// Recognises a clip, and waits for the prediction.
    Prediction recognize(const mmadfer_clip& clip) const
    {
        Prediction prediction = MMADFER_PREDICTION_INIT;
        check(mmadfer_recognize(handle(), &clip, &prediction));
        return prediction;
    }

    /// Recognises frames and audio, one of which may be empty.
    /// @param samples Mono, -1 to 1.
    Prediction recognize(
        const std::vector<mmadfer_frame>& frames, const std::vector<float>& samples, int32_t sampleRate, double framesPerSecond = 25) const
    {
        mmadfer_clip clip = MMADFER_CLIP_INIT;
        clip.frames = frames.data();
        clip.frame_count = static_cast<int32_t>(frames.size());
        clip.frames_per_second = framesPerSecond;
        clip.samples = samples.data();
        clip.sample_count = static_cast<int64_t>(samples.size());
        clip.sample_rate = sampleRate;
        return recognize(clip);
    }

private:
    static void requireProcessor()
    {
        if (!mmadfer_is_supported())
            throw Error(MMADFER_ERROR_ENGINE, "This processor lacks AVX2, which the library mmadfer was built for.");
    }

    Handle handle_;
};

/// What streams and scenes have in common: push frames and audio as they come. Ends with its recognizer at the latest. Its own handler of events
/// must not destroy or move it.
class Input {
public:
    /// For the functions of mmadfer.h.
    uint64_t handle() const noexcept { return handle_.get(); }

    /// Pushes a frame: copies it and returns.
    void pushFrame(const mmadfer_frame& frame, double time) { check(mmadfer_stream_push_frame(handle(), &frame, time)); }

    /// Pushes audio: copies it and returns.
    /// @param count Number of samples of all channels together.
    void pushAudio(const float* samples, size_t count, int32_t sampleRate, double time, int32_t channels = 1)
    {
        check(mmadfer_stream_push_audio(handle(), samples, static_cast<int64_t>(count), sampleRate, channels, time));
    }

    /// Pushes what the loudspeakers play: copies it and returns.
    /// @param count Number of samples of all channels together.
    void pushPlayback(const float* samples, size_t count, int32_t sampleRate, double time, int32_t channels = 1)
    {
        check(mmadfer_stream_push_playback(handle(), samples, static_cast<int64_t>(count), sampleRate, channels, time));
    }

    /// Name of a label of readings, or of its group; empty for -1, no label.
    std::string label(int32_t number) const
    {
        char text[MMADFER_LABEL_SIZE] = {};
        if (number >= 0)
            check(mmadfer_stream_get_label(handle(), number, text, sizeof text));
        return text;
    }

    /// What was pushed, and what became of it.
    Statistics statistics() const
    {
        Statistics statistics = MMADFER_STATISTICS_INIT;
        check(mmadfer_stream_get_statistics(handle(), &statistics));
        return statistics;
    }

    /// Sets the handler of events; update calls it on its own thread. Do not set it during an event.
    void onEvent(std::function<void(const Event&)> handler) { listener_->handler = std::move(handler); }

    /// Sends events for everything that has changed since the previous call; passes on the exceptions of the handler.
    /// @param now The time, by the clock of the pushes; NaN: not known.
    void update(double now = std::nan(""))
    {
        check(mmadfer_stream_update(handle(), now));
        if (std::exception_ptr thrown = std::exchange(listener_->thrown, nullptr))
            std::rethrow_exception(thrown);
    }

protected:
    explicit Input(Handle opened) : listener_(std::make_unique<Listener>()), handle_(std::move(opened))
    {
        check(mmadfer_stream_set_callback(handle(), &Input::send, listener_.get()));
    }

private:
    struct Listener {
        std::function<void(const Event&)> handler;
        std::exception_ptr thrown;
    };

    static void MMADFER_CALL send(mmadfer_stream, const mmadfer_event* event, void* user) noexcept
    {
        auto* listener = static_cast<Listener*>(user);
        try {
            if (listener->handler && !listener->thrown)
                listener->handler(*event);
        } catch (...) {
            listener->thrown = std::current_exception();
        }
    }

    // The handle is destroyed first: after it is closed, no event is sent.
    std::unique_ptr<Listener> listener_;
    Handle handle_;
};

/// Follows one player.
class Stream : public Input {
public:
    explicit Stream(const Recognizer& recognizer, const mmadfer_stream_options& options = streamOptions()) : Input(open(recognizer, options)) {}

    /// The newest reading; empty before the first one.
    std::optional<Reading> poll() const
    {
        Reading reading = MMADFER_READING_INIT;
        return check(mmadfer_stream_poll(handle(), &reading)) == MMADFER_OK ? std::optional<Reading>(reading) : std::nullopt;
    }

    /// Captures the player's resting face from now on; readings have the flag MMADFER_CAPTURING_BASELINE until it is complete.
    /// @param seconds Ask the player to look neutral for that time.
    void captureBaseline(double seconds) { check(mmadfer_stream_capture_baseline(handle(), seconds)); }

    /// The baseline as a text to save; empty for none.
    std::string baseline() const
    {
        std::string text(1024, '\0');
        while (check(mmadfer_stream_get_baseline(handle(), &text[0], static_cast<int32_t>(text.size()))) == MMADFER_CUT)
            text.resize(2 * text.size());
        return text.c_str();
    }

    /// Sets the baseline of an earlier session; an empty text sets none.
    void setBaseline(const std::string& text) { check(mmadfer_stream_set_baseline(handle(), text.c_str())); }

private:
    static Handle open(const Recognizer& recognizer, const mmadfer_stream_options& options)
    {
        uint64_t handle = 0;
        check(mmadfer_stream_open(recognizer.handle(), &options, &handle));
        return Handle(handle);
    }
};

/// A person of a scene.
struct Person : mmadfer_person {
    /// The newest reading; empty before the first one.
    std::optional<Reading> reading;

    /// Whether the voice that is heard now is this person's; empty: there is a voice, and it is not clear whose.
    std::optional<bool> speaks() const { return is_speaking < 0 ? std::nullopt : std::optional<bool>(is_speaking == 1); }
};

/// Follows several people before one camera and one microphone.
class Scene : public Input {
public:
    explicit Scene(const Recognizer& recognizer, const mmadfer_scene_options& options = sceneOptions()) : Input(open(recognizer, options)) {}

    /// The people who are in view, the longest known first.
    std::vector<Person> people() const
    {
        mmadfer_person people[MMADFER_MAX_PEOPLE] = { MMADFER_PERSON_INIT };
        std::vector<mmadfer_reading> readings(MMADFER_MAX_PEOPLE, mmadfer_reading MMADFER_READING_INIT);
        int32_t count = 0;
        check(mmadfer_scene_poll(handle(), people, readings.data(), MMADFER_MAX_PEOPLE, &count));
        std::vector<Person> found(static_cast<size_t>(count));
        for (size_t i = 0; i < found.size(); i++) {
            static_cast<mmadfer_person&>(found[i]) = people[i];
            if (people[i].has_reading != 0)
                found[i].reading = readings[i];
        }
        return found;
    }

private:
    static Handle open(const Recognizer& recognizer, const mmadfer_scene_options& options)
    {
        uint64_t handle = 0;
        check(mmadfer_scene_open(recognizer.handle(), &options, &handle));
        return Handle(handle);
    }
};

} // namespace mmadfer

#endif // MMADFER_HPP
