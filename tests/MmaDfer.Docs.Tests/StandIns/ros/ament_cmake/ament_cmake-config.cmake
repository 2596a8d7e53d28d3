# Stands in for ROS 2's.
macro(ament_package)
endmacro()
