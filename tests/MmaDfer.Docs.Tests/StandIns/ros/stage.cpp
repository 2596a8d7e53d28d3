// Shows the node of docs/ros2.md the pictures of a file, one after the other, until it has published; prints what that was.
//
//   PICTURES (square pictures of SIZE pixels, RGB, 25 a second, end to end) and SIZE come from the environment
#include <fstream>
#include <hri_msgs/msg/expression.hpp>
#include <iterator>
#include <thread>

void rclcpp::stage()
{
    using Pictures = rclcpp::Subscription<sensor_msgs::msg::Image>;
    using Answers = rclcpp::Publisher<hri_msgs::msg::Expression>;
    const char *file = std::getenv("PICTURES"), *side = std::getenv("SIZE");
    if (file == nullptr || side == nullptr)
        return;
    std::ifstream input(file, std::ios::binary);
    const std::vector<uint8_t> all((std::istreambuf_iterator<char>(input)), std::istreambuf_iterator<char>());
    auto image = std::make_shared<sensor_msgs::msg::Image>();
    image->width = image->height = static_cast<uint32_t>(std::atoi(side));
    image->encoding = "rgb8";
    image->step = 3 * image->width;
    const size_t bytes = static_cast<size_t>(image->step) * image->height, count = all.size() / bytes;
    const rclcpp::Node clock("stage");
    const rclcpp::Time start = clock.now();
    for (size_t shown = 0; count > 0 && Answers::all().size() < 3 && (clock.now() - start).seconds() < 60; shown++) {
        const uint8_t* picture = all.data() + shown % count * bytes;
        image->data.assign(picture, picture + bytes);
        image->header.stamp = clock.now();
        Pictures::handler()(image);
        rclcpp::TimerBase::tick()();
        std::this_thread::sleep_for(std::chrono::milliseconds(40));
    }
    for (const auto& answer : Answers::all())
        std::printf("%s|%s|%.3f|%.3f|%.3f\n", answer.header.frame_id.c_str(), answer.expression.c_str(), answer.valence, answer.arousal, answer.confidence);
}
