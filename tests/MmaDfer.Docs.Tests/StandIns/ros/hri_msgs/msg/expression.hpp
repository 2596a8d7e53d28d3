// The message of ROS4HRI, field for field.
#pragma once
#include <sensor_msgs/msg/image.hpp>

namespace hri_msgs::msg {
struct Expression {
    std_msgs::msg::Header header;
    std::string expression;
    float valence = 0;
    float arousal = 0;
    float confidence = 0;
};
} // namespace hri_msgs::msg
