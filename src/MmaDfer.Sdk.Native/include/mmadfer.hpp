// mmadfer.hpp: mmadfer.h for C++17, with objects that close themselves and exceptions. One header, nothing to compile.
//
//     mmadfer::Recognizer recognizer("dfew.safetensors");
//     mmadfer::Stream stream(recognizer);
//     stream.onEvent([&](const mmadfer::Event& event) { ... });
//     stream.pushFrame(mmadfer::frame(pixels, width, height, MMADFER_BGRA32), time);
//     stream.update(time);
//
// Where exceptions are switched off (Unreal's default), use mmadfer.h itself. MIT licence.
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

/// What went wrong: what() is the sentence of mmadfer_last_error(), code() the number.
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

/// The defaults.
inline mmadfer_options options() { return MMADFER_OPTIONS_INIT; }

/// The defaults.
inline mmadfer_stream_options streamOptions() { return MMADFER_STREAM_OPTIONS_INIT; }

/// Describes a picture where it lies.
/// @param pixels Lowest address; must stay valid while the description is used.
/// @param format MMADFER_RGB24 and so on.
/// @param stride Bytes from a row to the next; 0: rows without gaps; negative: bottom-up.
inline mmadfer_frame frame(const void* pixels, int32_t width, int32_t height, int32_t format = MMADFER_RGB24, int32_t stride = 0)
{
    mmadfer_frame frame = MMADFER_FRAME_INIT;
    frame.pixels = pixels;
    frame.width = width;
    frame.height = height;
    frame.format = format;
    frame.stride = stride;
    return frame;
}

/// A handle with an owner: moved, not copied, closed at the end.
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

/// A loaded model. Load it once, use it from as many threads as you like.
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

    /// Loads a model that lies in memory; the bytes are not needed afterwards.
    Recognizer(const void* data, size_t size, const mmadfer_options& options = mmadfer::options())
    {
        requireProcessor();
        uint64_t handle = 0;
        check(mmadfer_load_memory(data, size, &options, &handle));
        handle_ = Handle(handle);
    }

    /// For the functions of mmadfer.h.
    mmadfer_recognizer handle() const noexcept { return handle_.get(); }

    /// What was loaded and which engine runs it now.
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

    /// What is known about each engine that could run the model, a line each.
    std::string engines() const
    {
        std::string text(256, '\0');
        while (check(mmadfer_get_engines(handle(), &text[0], static_cast<int32_t>(text.size()))) == MMADFER_CUT)
            text.resize(2 * text.size());
        return text.c_str();
    }

    /// Puts another adapter in place; an empty path is the model as it was loaded.
    void setAdapter(const std::string& path) { check(mmadfer_set_adapter(handle(), path.empty() ? nullptr : path.c_str())); }

    /// Recognises a clip and waits until it is done.
    Prediction recognize(const mmadfer_clip& clip) const
    {
        Prediction prediction = MMADFER_PREDICTION_INIT;
        check(mmadfer_recognize(handle(), &clip, &prediction));
        return prediction;
    }

    /// Recognises pictures and sound, either of which may be empty.
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

/// Follows one player: push frames and sound as they come. Ends with its recognizer at the latest. Not to be destroyed or moved by its
/// own handler of events.
class Stream {
public:
    explicit Stream(const Recognizer& recognizer, const mmadfer_stream_options& options = streamOptions()) : listener_(std::make_unique<Listener>())
    {
        uint64_t handle = 0;
        check(mmadfer_stream_open(recognizer.handle(), &options, &handle));
        handle_ = Handle(handle);
        check(mmadfer_stream_set_callback(handle, &Stream::tell, listener_.get()));
    }

    /// For the functions of mmadfer.h.
    mmadfer_stream handle() const noexcept { return handle_.get(); }

    /// Pushes a picture: copies it and returns.
    void pushFrame(const mmadfer_frame& frame, double time) { check(mmadfer_stream_push_frame(handle(), &frame, time)); }

    /// Pushes sound: copies it and returns.
    /// @param count Samples of all channels together.
    void pushAudio(const float* samples, size_t count, int32_t sampleRate, double time, int32_t channels = 1)
    {
        check(mmadfer_stream_push_audio(handle(), samples, static_cast<int64_t>(count), sampleRate, channels, time));
    }

    /// The newest reading; nothing before the first.
    std::optional<Reading> poll() const
    {
        Reading reading = MMADFER_READING_INIT;
        return check(mmadfer_stream_poll(handle(), &reading)) == MMADFER_OK ? std::optional<Reading>(reading) : std::nullopt;
    }

    /// Says who is told of events, in update and on its thread. Not during an event.
    void onEvent(std::function<void(const Event&)> handler) { listener_->handler = std::move(handler); }

    /// Tells what is different from the last call; what a handler throws comes out of here.
    /// @param now The present, by the clock of what is pushed; NaN: not known.
    void update(double now = std::nan(""))
    {
        check(mmadfer_stream_update(handle(), now));
        if (std::exception_ptr thrown = std::exchange(listener_->thrown, nullptr))
            std::rethrow_exception(thrown);
    }

private:
    struct Listener {
        std::function<void(const Event&)> handler;
        std::exception_ptr thrown;
    };

    static void MMADFER_CALL tell(mmadfer_stream, const mmadfer_event* event, void* user) noexcept
    {
        auto* listener = static_cast<Listener*>(user);
        try {
            if (listener->handler && !listener->thrown)
                listener->handler(*event);
        } catch (...) {
            listener->thrown = std::current_exception();
        }
    }

    // The handle goes first: when it is closed, nobody is told any more.
    std::unique_ptr<Listener> listener_;
    Handle handle_;
};

} // namespace mmadfer

#endif // MMADFER_HPP
