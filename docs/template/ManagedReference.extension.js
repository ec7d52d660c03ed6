// A page lists what its class declares; inherited members are on the pages of the base classes, and would be found by every search.
exports.preTransform = function (model) {
  return model;
}

exports.postTransform = function (model) {
  model.inheritedMembers = null;
  return model;
}
