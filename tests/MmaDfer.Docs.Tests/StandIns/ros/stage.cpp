// Shows the node of docs/ros2.md the pictures of a file, one after the other, until it has published of two faces; prints what that was.
//
//   PICTURES (pictures of WIDTH x HEIGHT pixels, RGB, end to end), WIDTH and HEIGHT come from the environment
#include <fstream>
#include <hri_msgs/msg/expression.hpp>
#include <hri_msgs/msg/ids_list.hpp>
#include <iterator>
#include <set>
#include <thread>

void rclcpp::stage()
{
    using Pictures = rclcpp::Subscription<sensor_msgs::msg::Image>;
    using Answers = rclcpp::Publisher<hri_msgs::msg::Expression>;
    using Lists = rclcpp::Publisher<hri_msgs::msg::IdsList>;
    const char *file = std::getenv("PICTURES"), *width = std::getenv("WIDTH"), *height = std::getenv("HEIGHT");
    if (file == nullptr || width == nullptr || height == nullptr)
        return;
    std::ifstream input(file, std::ios::binary);
    const std::vector<uint8_t> all((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
    auto image = std::make_shared<sensor_msgs::msg::Image>();
    image->width = static_cast<uint32_t>(std::atoi(width));
    image->height = static_cast<uint32_t>(std::atoi(height));
    image->encoding = "rgb8";
    image->step = 3 * image->width;
    const size_t bytes = static_cast<size_t>(image->step) * image->height, count = all.size() / bytes;
    const rclcpp::Node clock("stage");
    const rclcpp::Time start = clock.now();
    const auto answered = [] {
        std::set<std::string> words;
        for (const auto& answer : Answers::all())
            words.insert(answer.expression);
        return Answers::all().size() >= 10 && words.size() >= 2 && std::set<std::string>(Answers::topics().begin(), Answers::topics().end()).size() >= 2;
    };
    for (size_t shown = 0; count > 0 && !answered() && (clock.now() - start).seconds() < 120; shown++) {
        const uint8_t* picture = all.data() + shown % count * bytes;
        image->data.assign(picture, picture + bytes);
        image->header.stamp = clock.now();
        Pictures::handler()(image);
        rclcpp::TimerBase::tick()();
        std::this_thread::sleep_for(std::chrono::milliseconds(40));
    }
    for (size_t i = 0; i < Answers::all().size(); i++) {
        const auto& answer = Answers::all()[i];
        std::printf("%s|%s|%s|%.3f|%.3f|%.3f\n", Answers::topics()[i].c_str(), answer.header.frame_id.c_str(), answer.expression.c_str(), answer.valence, answer.arousal, answer.confidence);
    }
    std::printf("tracked");
    if (!Lists::all().empty())
        for (const auto& id : Lists::all().back().ids)
            std::printf("|%s", id.c_str());
    std::printf("\n");
}
