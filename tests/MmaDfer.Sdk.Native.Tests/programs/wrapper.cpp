// What mmadfer.hpp promises: wrapper MODEL
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mmadfer.hpp>
#include <stdexcept>
#include <type_traits>

namespace {

int failures = 0;

void expect(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "not so: %s\n", what);
        failures++;
    }
}

template <typename Call> mmadfer_result codeOf(Call call)
{
    try {
        call();
    } catch (const mmadfer::Error& error) {
        expect(error.what()[0] != 0, "an error has a sentence");
        return error.code();
    }
    return MMADFER_OK;
}

static_assert(!std::is_copy_constructible<mmadfer::Recognizer>::value, "one owner");
static_assert(std::is_nothrow_move_constructible<mmadfer::Recognizer>::value, "moved");
static_assert(std::is_move_assignable<mmadfer::Stream>::value, "moved");

} // namespace

int main(int, char** argv)
{
    expect(codeOf([] { mmadfer::Recognizer("/no/such/model"); }) == MMADFER_ERROR_MODEL, "a file that is missing");

    std::ifstream file(argv[1], std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    mmadfer_options options = mmadfer::options();
    options.threads = 1;
    mmadfer::Recognizer first(bytes.data(), bytes.size(), options);
    mmadfer::Recognizer recognizer = std::move(first);
    expect(first.handle() == 0 && recognizer.handle() != 0, "moving hands the handle on");
    expect(codeOf([&] { first.info(); }) == MMADFER_ERROR_HANDLE, "what was moved is empty");

    expect(recognizer.info().engine == std::string("cpu"), "the engine's name");
    expect(recognizer.labels().size() == static_cast<size_t>(recognizer.info().label_count), "all labels");
    expect(recognizer.label(-1).empty(), "no label has no name");
    expect(codeOf([&] { recognizer.label(1000); }) == MMADFER_ERROR_ARGUMENT, "a label that there is not");
    expect(recognizer.engines().rfind("cpu: InUse", 0) == 0, "the engines");
    recognizer.setAdapter("");

    std::vector<unsigned char> pixels(16 * 16 * 4, 100);
    const std::vector<mmadfer_frame> frames(4, mmadfer::frame(pixels.data(), 16, 16, MMADFER_RGBA32));
    expect(recognizer.recognize(frames, std::vector<float>(1600, 0.1f), 16000).has_audio == 1, "with sound");
    expect(recognizer.recognize(frames, {}, 0).has_audio == 0, "without");
    expect(codeOf([&] { recognizer.recognize({}, {}, 0); }) == MMADFER_ERROR_ARGUMENT, "a clip of nothing");

    mmadfer::Stream made(recognizer);
    mmadfer::Stream stream = std::move(made);
    int events = 0;
    stream.onEvent([&](const mmadfer::Event&) {
        events++;
        throw std::runtime_error("thrown by a handler");
    });
    expect(!stream.poll(), "no reading yet");
    std::vector<float> audible(1600);
    for (int i = 0; i < 1600; i++)
        audible[i] = i % 8 < 4 ? 0.1f : -0.1f;
    stream.pushAudio(audible.data(), 1600, 16000, 0);
    bool thrown = false;
    try {
        stream.update(0.1);
    } catch (const std::runtime_error& error) {
        thrown = error.what() == std::string("thrown by a handler");
    }
    expect(thrown && events == 1, "what a handler throws comes out of update");
    stream.onEvent(nullptr);
    stream.update();
    expect(codeOf([&] { stream.pushFrame(frames[0], std::nan("")); }) == MMADFER_ERROR_ARGUMENT, "a time that is none");

    mmadfer::Stream other(recognizer);
    stream = std::move(other);
    stream.pushFrame(frames[0], 0);
    recognizer = mmadfer::Recognizer(argv[1]);
    expect(codeOf([&] { stream.update(); }) == MMADFER_ERROR_HANDLE, "a stream ends with its recognizer");
    return failures == 0 ? 0 : 1;
}
