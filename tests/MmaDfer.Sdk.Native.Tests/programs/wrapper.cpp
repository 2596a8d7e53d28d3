// What mmadfer.hpp promises: wrapper MODEL FACES.xml
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <mmadfer.hpp>
#include <stdexcept>
#include <thread>
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
static_assert(std::is_move_assignable<mmadfer::Scene>::value, "moved");

// Bright squares on dark ground, which the cascade takes for faces.
std::vector<unsigned char> sofa(const std::vector<size_t>& places, unsigned char light)
{
    std::vector<unsigned char> pixels(160 * 80, 20);
    for (size_t place : places)
        for (size_t y = 28; y < 52; y++)
            for (size_t x = place; x < place + 24; x++)
                pixels[160 * y + x] = static_cast<unsigned char>(light + x % 16);
    return pixels;
}

void tryScene(const mmadfer::Recognizer& recognizer, const char* faces)
{
    mmadfer_stream_options each = mmadfer::streamOptions();
    each.face_model = faces;
    each.window = 1;
    each.warm_up = -1;
    each.label_map = "happiness=glad, surprise=glad";
    mmadfer_scene_options options = mmadfer::sceneOptions();
    options.stream = &each;
    options.max_people = 2;
    mmadfer::Scene made(recognizer, options);
    mmadfer::Scene scene = std::move(made);
    int appeared = 0, felt = 0, left = 0;
    scene.onEvent([&](const mmadfer::Event& event) {
        appeared += event.kind == MMADFER_PERSON_APPEARED;
        left += event.kind == MMADFER_PERSON_LEFT;
        if (event.kind == MMADFER_EMOTION_CHANGED) {
            felt++;
            expect(event.person != nullptr && event.reading != nullptr && !scene.label(event.label).empty(), "who feels what");
        }
    });
    expect(scene.people().empty(), "nobody yet");
    std::vector<mmadfer::Person> people;
    double now = 0;
    // Until the threads of the library have had their turn.
    for (int i = 0; i < 6000 && (people.size() < 2 || !people[0].reading || !people[1].reading || felt < 2); i++) {
        now = i / 20.0;
        const auto pixels = sofa({ 20, 110 }, static_cast<unsigned char>(180 + i % 50));
        scene.pushFrame(mmadfer::frame(pixels.data(), 160, 80, MMADFER_GRAY8), now);
        scene.update(now);
        people = scene.people();
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    expect(people.size() == 2 && appeared == 2 && felt >= 2, "two people");
    if (people.size() == 2) {
        expect(people[0].id != people[1].id && people[0].reading && people[1].reading, "two readings");
        expect(people[0].speaks() == false, "nobody speaks");
        expect(people[0].reading->label_count == 6, "groups of labels");
    }
    expect(scene.label(0) == "glad" && scene.label(-1).empty(), "names of groups");
    expect(scene.statistics().frames_pushed > 0 && scene.statistics().readings >= 2, "statistics");
    expect(codeOf([&] { scene.label(6); }) == MMADFER_ERROR_ARGUMENT, "a group that there is not");
    scene.update(now + 60);
    expect(left == 2 && scene.people().empty(), "everybody has gone");
    mmadfer_frame known = mmadfer::frame(sofa({}, 0).data(), 160, 80, MMADFER_GRAY8);
    known.face = MMADFER_FACE_NONE;
    expect(codeOf([&] { scene.pushFrame(known, 0); }) == MMADFER_ERROR_ARGUMENT, "a scene finds the faces itself");
}

void tryBaseline(const mmadfer::Recognizer& recognizer)
{
    mmadfer::Stream stream(recognizer);
    expect(stream.baseline().empty(), "no baseline yet");
    std::string text;
    for (const std::string& label : recognizer.labels())
        text += label + (label == "neutral" ? "=0\n" : "=-1.25\n");
    stream.setBaseline(text);
    expect(stream.baseline() == text, "the baseline that was set");
    stream.captureBaseline(5);
    expect(codeOf([&] { stream.setBaseline("x"); }) == MMADFER_ERROR_ARGUMENT, "a baseline that is none");
    stream.setBaseline("");
    expect(stream.baseline().empty() && stream.label(0) == recognizer.label(0) && stream.statistics().frames_pushed == 0, "nothing set, nothing pushed");
}

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

    tryScene(recognizer, argv[2]);
    tryBaseline(recognizer);

    mmadfer::Stream other(recognizer);
    stream = std::move(other);
    stream.pushFrame(frames[0], 0);
    recognizer = mmadfer::Recognizer(argv[1]);
    expect(codeOf([&] { stream.update(); }) == MMADFER_ERROR_HANDLE, "a stream ends with its recognizer");
    return failures == 0 ? 0 : 1;
}
