// As much of ROS 2's client library as docs/ros2.md uses, with what a test needs to run a node: topics are shared by name, and spin lets the
// test's own stage() push what it likes. No network, no threads.
#pragma once
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace builtin_interfaces::msg {
struct Time {
    int32_t sec = 0;
    uint32_t nanosec = 0;
};
} // namespace builtin_interfaces::msg

namespace rclcpp {

class Duration {
public:
    explicit Duration(int64_t nanoseconds) : nanoseconds_(nanoseconds) {}
    double seconds() const { return static_cast<double>(nanoseconds_) / 1e9; }

private:
    int64_t nanoseconds_;
};

class Time {
public:
    explicit Time(int64_t nanoseconds = 0) : nanoseconds_(nanoseconds) {}
    Time(const builtin_interfaces::msg::Time& time) : nanoseconds_(time.sec * int64_t{ 1000000000 } + time.nanosec) {}
    operator builtin_interfaces::msg::Time() const
    {
        builtin_interfaces::msg::Time time;
        time.sec = static_cast<int32_t>(nanoseconds_ / 1000000000);
        time.nanosec = static_cast<uint32_t>(nanoseconds_ % 1000000000);
        return time;
    }
    double seconds() const { return static_cast<double>(nanoseconds_) / 1e9; }
    Duration operator-(const Time& other) const { return Duration(nanoseconds_ - other.nanoseconds_); }

private:
    int64_t nanoseconds_;
};

class Logger {
public:
    const char* name = "";
};

inline Logger get_logger(const char* name) { return Logger{ name }; }

struct SensorDataQoS {};

template <class Message>
class Publisher {
public:
    using SharedPtr = std::shared_ptr<Publisher>;
    explicit Publisher(const std::string& topic) : topic_(topic) {}
    void publish(const Message& message)
    {
        all().push_back(message);
        topics().push_back(topic_);
    }

    // What was published (the stand-in's own).
    static std::vector<Message>& all()
    {
        static std::vector<Message> messages;
        return messages;
    }

    // And where (the stand-in's own).
    static std::vector<std::string>& topics()
    {
        static std::vector<std::string> topics;
        return topics;
    }

private:
    std::string topic_;
};

template <class Message>
class Subscription {
public:
    using SharedPtr = std::shared_ptr<Subscription>;
    using Handler = std::function<void(std::shared_ptr<const Message>)>;

    // Who is told (the stand-in's own).
    static Handler& handler()
    {
        static Handler handler;
        return handler;
    }
};

class TimerBase {
public:
    using SharedPtr = std::shared_ptr<TimerBase>;

    // What ticks (the stand-in's own).
    static std::function<void()>& tick()
    {
        static std::function<void()> tick;
        return tick;
    }
};

class Node {
public:
    explicit Node(const std::string& name) : name_(name) {}
    virtual ~Node() = default;

    Time now() const
    {
        return Time(std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    }

    Logger get_logger() const { return Logger{ name_.c_str() }; }

    // A test gives parameters as variables of the environment.
    template <class T>
    T declare_parameter(const std::string& name, const T& value)
    {
        const char* given = std::getenv(("PARAMETER_" + name).c_str());
        return given != nullptr ? T(given) : value;
    }

    template <class Message>
    typename Publisher<Message>::SharedPtr create_publisher(const std::string& topic, int)
    {
        return std::make_shared<Publisher<Message>>(topic);
    }

    template <class Message, class Handler>
    typename Subscription<Message>::SharedPtr create_subscription(const std::string&, SensorDataQoS, Handler handler)
    {
        Subscription<Message>::handler() = handler;
        return std::make_shared<Subscription<Message>>();
    }

    template <class Rep, class Period>
    TimerBase::SharedPtr create_wall_timer(std::chrono::duration<Rep, Period>, std::function<void()> tick)
    {
        TimerBase::tick() = tick;
        return std::make_shared<TimerBase>();
    }

private:
    std::string name_;
};

// The test's own; left out where code is compiled only.
void stage();

inline void init(int, char**) {}
inline void shutdown() {}
inline void spin(const std::shared_ptr<Node>&) { stage(); }

} // namespace rclcpp

#define RCLCPP_SAY(logger, ...) (std::fprintf(stderr, "%s: ", (logger).name), std::fprintf(stderr, __VA_ARGS__), std::fprintf(stderr, "\n"))
#define RCLCPP_WARN(logger, ...) RCLCPP_SAY(logger, __VA_ARGS__)
#define RCLCPP_WARN_ONCE(logger, ...) RCLCPP_SAY(logger, __VA_ARGS__)
#define RCLCPP_FATAL(logger, ...) RCLCPP_SAY(logger, __VA_ARGS__)
