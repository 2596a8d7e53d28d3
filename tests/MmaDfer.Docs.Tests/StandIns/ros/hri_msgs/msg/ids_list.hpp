// The message of ROS4HRI, field for field.
#pragma once
#include <sensor_msgs/msg/image.hpp>

namespace hri_msgs::msg {
struct IdsList {
    std_msgs::msg::Header header;
    std::vector<std::string> ids;
};
} // namespace hri_msgs::msg
