# Stands in for ROS 2's.
if(NOT TARGET hri_msgs::hri_msgs)
  add_library(hri_msgs::hri_msgs INTERFACE IMPORTED)
  target_include_directories(hri_msgs::hri_msgs INTERFACE "${CMAKE_CURRENT_LIST_DIR}/..")
endif()
set(hri_msgs_TARGETS hri_msgs::hri_msgs)
