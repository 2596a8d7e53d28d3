// A game's loop in C++: frames and sound are pushed as they come, and events are told on the game's own thread.
//
//   cmake -S samples/Cpp -B artifacts/cpp -DCMAKE_PREFIX_PATH=$PWD/artifacts/native/linux-x64 && cmake --build artifacts/cpp
//   artifacts/cpp/gameloop packaging/models/demo.safetensors samples/Quickstart/clips/fear.y4m samples/Quickstart/clips/fear.wav
#include <chrono>
#include <cstdio>
#include <mmadfer.hpp>
#include <thread>

#include "clip.h"

namespace {

// Plays a clip over and over, as if a camera and a microphone saw and heard it.
class Player {
public:
    explicit Player(const clip_file& clip) : clip_(clip) {}

    // Pushes what has come since the last call.
    void push(mmadfer::Stream& stream, double now)
    {
        for (; frame_ / clip_.frames_per_second <= now; frame_++) {
            mmadfer_frame picture = mmadfer::frame(
                clip_.pixels + static_cast<size_t>(frame_ % clip_.frames) * clip_frame_bytes(&clip_), clip_.width, clip_.height, MMADFER_I420);
            picture.full_range = clip_.full_range;
            stream.pushFrame(picture, frame_ / clip_.frames_per_second);
        }
        const int block = clip_.sample_rate / 50;
        for (; static_cast<double>(sample_ + block) / clip_.sample_rate <= now; sample_ += block) {
            const int at = sample_ % (clip_.samples - block);
            stream.pushAudio(clip_.sound + at, static_cast<size_t>(block), clip_.sample_rate, static_cast<double>(sample_) / clip_.sample_rate);
        }
    }

private:
    const clip_file& clip_;
    int frame_ = 0, sample_ = 0;
};

void play(const char* model, const clip_file& clip)
{
    const mmadfer::Recognizer recognizer(model); // heavy: load once, share
    mmadfer::Stream stream(recognizer);          // light: one for each player
    stream.onEvent([&](const mmadfer::Event& event) {
        if (event.kind == MMADFER_EMOTION_CHANGED)
            std::printf("%5.2f s  %s\n", event.reading->time, recognizer.label(event.label).c_str());
        else if (event.kind == MMADFER_FAULTED)
            std::printf("%s\n", event.message);
    });

    Player player(clip);
    const auto start = std::chrono::steady_clock::now();
    for (int tick = 0; tick < 4 * 60; tick++) { // four seconds at 60 a second
        const double now = tick / 60.0;
        player.push(stream, now);
        stream.update(now);
        std::this_thread::sleep_until(start + std::chrono::duration<double>((tick + 1) / 60.0));
    }
    if (const auto reading = stream.poll())
        std::printf("in the end: %s %.0f %%\n", recognizer.label(reading->label).c_str(), 100 * reading->confidence);
}

} // namespace

int main(int argc, char** argv)
{
    clip_file clip = {};
    if (argc != 4 || !clip_read_y4m(argv[2], &clip) || !clip_read_wav(argv[3], &clip) || clip.channels != 1) {
        std::fprintf(stderr, "Usage: gameloop MODEL FRAMES.y4m VOICE.wav (4:2:0, and 16 bits of one channel)\n");
        clip_free(&clip);
        return 2;
    }
    int code = 0;
    try {
        play(argv[1], clip);
    } catch (const mmadfer::Error& problem) {
        std::fprintf(stderr, "%s\n", problem.what());
        code = 1;
    }
    clip_free(&clip);
    return code;
}
